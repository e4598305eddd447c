"""`kumonote-cli`: the entry, and what happens to wrong usage."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from typer.main import get_command

from app import __version__
from app.cli.cloud import PROGRAM
from app.cli.commands import (
    access,
    account,
    changing,
    create,
    desktop,
    doctor,
    files,
    fleet,
    looking,
    orphans,
    power,
    practice,
)
from app.cli.ending import ExitCode, Failed
from app.cli.language import language_of_user
from app.cli.output import choose_output
from app.cli.performing import CANCELLED, usage_failure
from app.core_dumps import forbid_core_dumps
from app.logs import open_logs
from app.paths import Paths
from app.text import use_language, verbatim

app = typer.Typer(
    name=PROGRAM,
    help="Puts a Jupyter notebook server on a machine in your own Azure account.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for group in (
    create,
    desktop,
    fleet,
    power,
    changing,
    files,
    access,
    orphans,
    account,
    looking,
    doctor,
    practice,
):
    group.add_to(app)


def _print_version(wanted: bool) -> None:
    if wanted:
        typer.echo(__version__)
        raise typer.Exit


@app.callback()
def _everything(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version."
        ),
    ] = False,
) -> None:
    """Puts a Jupyter notebook server on a machine in your own Azure account."""
    del version


def run(arguments: Sequence[str] | None = None) -> None:
    """The program: never returns, always ends with one of the documented exit codes."""
    forbid_core_dumps()
    words = list(sys.argv[1:] if arguments is None else arguments)
    use_language(language_of_user(Paths.of_this_user()))
    sys.exit(_exit_code(words))


def _exit_code(words: list[str]) -> int:
    try:
        with open_logs(Paths.of_this_user().logs):
            code = get_command(app).main(words, prog_name=PROGRAM, standalone_mode=False)
    except typer.TyperException as error:
        return _wrong_usage(error, words)
    except (KeyboardInterrupt, typer.Abort):
        if "--json" in words:
            choose_output(as_json=True).end(Failed(CANCELLED, ExitCode.CANCELLED))
        return ExitCode.CANCELLED
    return code if isinstance(code, int) else ExitCode.DONE


def _wrong_usage(error: typer.TyperException, words: list[str]) -> int:
    """Say what is wrong; under --json as an object like every other end."""
    message = error.format_message()
    if not message:  # the help was asked for by saying nothing, and is printed already
        return ExitCode.USAGE
    output = choose_output(as_json="--json" in words)
    output.end(usage_failure("usage", verbatim(message)))
    return ExitCode.USAGE
