"""The manual pages of both programs, made from their own help.

    python -m installer.packages.man_pages FOLDER SECONDS

Run in the environment of the build, as it imports the programs. SECONDS since 1970 give the date.
"""

from __future__ import annotations

import sys
from argparse import HelpFormatter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from typer.core import TyperGroup
from typer.main import get_command

from app import __version__
from app.cli.main import app
from ui.main import command_line

_WIDTH: Final = 76
_ENVIRONMENT: Final = (
    ("KUMONOTE_HOME", "a folder that holds all state in place of the user's own"),
    ("KUMONOTE_CACHE", "the same for what can be had again"),
    ("KUMONOTE_LANGUAGE", "en or ja, whatever the settings say"),
)
_FILES: Final = (
    ("~/.local/share/kumonote", "settings, logs, the journals of servers, the practice cloud"),
    ("~/.cache/kumonote", "what can be had again: the systems of practice machines"),
)
_EXITS: Final = (
    ("0", "done"),
    ("1", "a problem, told on standard error"),
    ("2", "wrong usage, or a plan that does not pass its checks"),
    ("130", "cancelled"),
)


def escaped(words: str) -> str:
    """`words` as troff prints them: nothing in them is a request, and hyphens can be copied."""
    safe = words.replace("\\", "\\e").replace("-", "\\-")
    return "\n".join(f"\\&{line}" if line[:1] in (".", "'") else line for line in safe.split("\n"))


def cli_page(moment: int) -> str:
    """kumonote-cli(1): every command with its options."""
    group = get_command(app)
    assert isinstance(group, TyperGroup)
    lines = [
        *_head("kumonote-cli", "make and look after Jupyter servers in Azure", moment),
        *(".SH SYNOPSIS", ".B kumonote\\-cli", ".I COMMAND", ".RI [ OPTIONS ]"),
        *(".SH DESCRIPTION", escaped(group.help or "")),
        *(".PP", "It does all that the window does. Every command takes", ".BR \\-\\-json :"),
        "one JSON object a line on standard output, the last one",
        *(".I finished", "or", ".IR failed ."),
        *(".SH COMMANDS", *_commands(group, "kumonote-cli")),
        *_pairs("EXIT STATUS", _EXITS),
        *_pairs("ENVIRONMENT", _ENVIRONMENT),
        *_pairs("FILES", _FILES),
        *(".SH SEE ALSO", ".BR kumonote (1)"),
    ]
    return "\n".join(lines) + "\n"


def window_page(moment: int) -> str:
    """kumonote(1): what the program says of itself with `--help`."""
    parser = command_line()
    parser.formatter_class = partial(HelpFormatter, width=_WIDTH)  # not that of some terminal
    usage, _, rest = parser.format_help().partition("\n\n")
    lines = [
        *_head("kumonote", "Jupyter notebook servers in your own Azure account", moment),
        *(".SH SYNOPSIS", ".B kumonote", escaped(usage.partition("kumonote")[2].strip())),
        *(".SH DESCRIPTION", ".nf", escaped(rest.strip()), ".fi"),
        *_pairs("ENVIRONMENT", _ENVIRONMENT),
        *_pairs("FILES", _FILES),
        *(".SH SEE ALSO", ".BR kumonote\\-cli (1)"),
    ]
    return "\n".join(lines) + "\n"


def _head(name: str, purpose: str, moment: int) -> tuple[str, ...]:
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    return (
        f'.TH "{name.upper()}" 1 "{day}" "Kumonote {__version__}" "User Commands"',
        *(".SH NAME", f"{escaped(name)} \\- {escaped(purpose)}"),
    )


def _commands(group: TyperGroup, program: str) -> Iterator[str]:
    # what a command is made of has types of Typer's own inside
    for name, command in sorted(group.commands.items()):
        whole = f"{program} {name}"
        if isinstance(command, TyperGroup):
            yield from _commands(command, whole)
            continue
        context: Any = command.context_class(command, info_name=name)
        pieces = " ".join(command.collect_usage_pieces(context))
        yield f".SS {escaped(whole.removeprefix('kumonote-cli '))} {escaped(pieces)}"
        yield from (escaped(part) for part in _paragraphs(command.help or ""))
        for parameter in command.params:
            record = parameter.get_help_record(context)
            if record is not None:
                yield from (".TP", f".B {escaped(record[0])}", escaped(record[1]))


def _paragraphs(words: str) -> Iterator[str]:
    for number, part in enumerate(words.split("\n\n")):
        if number:
            yield ".PP"
        yield " ".join(part.split())


def _pairs(title: str, pairs: tuple[tuple[str, str], ...]) -> Iterator[str]:
    yield f".SH {title}"
    for name, meaning in pairs:
        yield from (".TP", f".B {escaped(name)}", escaped(meaning))


def main(folder: Path, moment: int) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, page in (("kumonote", window_page), ("kumonote-cli", cli_page)):
        (folder / f"{name}.1").write_text(page(moment), encoding="utf-8", newline="\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
