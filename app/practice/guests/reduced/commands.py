"""Commands as a client sends them, turned into what is run on this computer."""

from __future__ import annotations

import re
import shlex
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path, PurePosixPath

from app.practice.guests.reduced.layout import below_root

# Folders that are the guest's own, whether the file is there already or not.
_OWN = frozenset(("etc", "home", "opt", "root", "run", "srv", "tmp", "var"))
_QUOTED = re.compile(r"'[^']*'|\"(?:[^\"\\$`]|\\.)*\"|\\.")
_FOR_A_SHELL = re.compile(r"[|&;<>()$`\n*?\[\]{}~#\"']")
_SUDO_WITH_VALUE = ("-u", "-g", "-p", "-C", "-h", "-U")
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=.*", re.DOTALL)


def command_line(
    command: str | Sequence[str] | None, root: Path, environment: Mapping[str, str]
) -> list[str]:
    """What to execute for `command` (a line, a list of words, or None: a login shell).

    Raises `FileNotFoundError` where this computer has no such program.
    """
    if command is None:
        return [_program("sh", environment)]
    if not isinstance(command, str):
        words: list[str] | None = list(command)
    else:
        words = _plain_words(command)
    if words is None or not _can_run(words, environment):
        line = command if isinstance(command, str) else shlex.join(command)
        return [_program("sh", environment), "-c", line]
    words = _without_sudo([_translated(word, root) for word in words])
    return [_program(words[0], environment), *words[1:]]


def _plain_words(line: str) -> list[str] | None:
    """The words of `line`; None if it takes a shell to understand it."""
    if _FOR_A_SHELL.search(_QUOTED.sub("x", line)):
        return None
    words = shlex.split(line)
    return words if words and not _ASSIGNMENT.fullmatch(words[0]) else None


def _can_run(words: Sequence[str], environment: Mapping[str, str]) -> bool:
    """Whether the first word is a program, and not something only a shell knows (`cd`)."""
    first = words[0] if words else ""
    return (
        first == "sudo" or "/" in first or shutil.which(first, path=environment["PATH"]) is not None
    )


def _translated(word: str, root: Path) -> str:
    option, equals, value = word.partition("=")
    if equals and option.startswith("--") and value.startswith("/"):
        return f"{option}={_translated(value, root)}"
    if not word.startswith("/") or Path(word).is_relative_to(root):
        return word
    own = below_root(root, word)
    parts = PurePosixPath(word).parts
    return str(own) if own.exists() or (len(parts) > 1 and parts[1] in _OWN) else word


def _without_sudo(words: list[str]) -> list[str]:
    """Everything in a reduced guest runs as the user; `sudo` asks for what is there already."""
    if not words or words[0] != "sudo":
        return words
    rest = words[1:]
    while rest and rest[0].startswith("-"):
        option = rest.pop(0)
        if option == "--":
            break
        if option in _SUDO_WITH_VALUE and rest:
            rest.pop(0)
    return _without_sudo(rest) or ["true"]


def _program(name: str, environment: Mapping[str, str]) -> str:
    found = shutil.which(name, path=environment["PATH"])
    if found is None:
        raise FileNotFoundError(name)
    return found
