"""Small Python programs that run in a Windows machine, and what passes to and from them.

A program travels on its own standard input, before its data: so no command line is long. All
that passes is ASCII, files in lines of base64, because consoles may change other bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final

from app.guest.windows.scripts import PYTHON

Ready = tuple[tuple[str, ...], bytes]
"""A command and its standard input."""

LARGEST_FILE: Final = 64 * 1024 * 1024

_START: Final = "import sys;exec(sys.stdin.buffer.read(int(sys.argv[1])))"
_LINE_BYTES: Final = 24 * 1024
_END: Final = b".\n"


def receive_file(path: str, data: bytes, *, private: bool) -> Ready:
    """Writes `data` to `path`; answers its size and checksum."""
    checksum = hashlib.sha256(data).hexdigest()
    who = "private" if private else "shared"
    return _ready("receive_file", (checksum, who, path), _lines(data) + _END)


def receive_part(
    draft: str, offset: int, data: bytes, *, becomes: str = "-", modified: int = 0
) -> Ready:
    """Adds `data` to `draft` from `offset` on; the last piece has it become a file."""
    checksum = hashlib.sha256(data).hexdigest()
    arguments = (checksum, str(offset), draft, becomes, str(modified))
    return _ready("receive_part", arguments, _lines(data) + _END)


def send_file(path: str, most: int = LARGEST_FILE) -> Ready:
    """Prints the file at `path` in lines of base64, then its size and checksum."""
    return _ready("send_file", (str(most), path))


def list_files(folder: str) -> Ready:
    """Prints what is below `folder`, each file as a line of JSON."""
    return _ready("list_files", (folder,))


def tell_kind() -> Ready:
    """Answers what kind of machine it is."""
    return _ready("tell_kind", ())


def start_work(note: str, command: Sequence[str]) -> Ready:
    """Starts `command` so that it goes on by itself; `note` is a file that says which."""
    return _ready("start_work", (note, *command))


def follow_work(folder: str, run: str, offset: int, wait_seconds: float) -> Ready:
    """Answers what the work `run` has printed from `offset` on, and how it ended, if it did."""
    return _ready("follow_work", (run, str(offset), str(wait_seconds), folder))


@cache
def program(name: str) -> bytes:
    """The source of the program `name` of `resources/guest/windows/`."""
    file = resources.files("resources") / "guest" / "windows" / f"{name}.py"
    return file.read_bytes()


def _lines(data: bytes) -> bytes:
    return b"".join(
        base64.b64encode(data[start : start + _LINE_BYTES]) + b"\n"
        for start in range(0, len(data), _LINE_BYTES)
    )


def _ready(name: str, arguments: tuple[str, ...], data: bytes = b"") -> Ready:
    source = program(name)
    command = (PYTHON, "-I", "-X", "utf8", "-c", _START, str(len(source)), *arguments)
    return command, source + data


class ComingFile:
    """Hands on what the lines that `send_file` prints hold of a file, piece by piece."""

    def __init__(self, take: Callable[[bytes], None]) -> None:
        self._take = take
        self._checksum = hashlib.sha256()
        self._size = 0

    def line(self, line: str) -> None:
        """Takes one line; the last, which is the answer, is none of the file."""
        if line and not line.startswith("{"):
            data = base64.b64decode(line)
            self._checksum.update(data)
            self._size += len(data)
            self._take(data)

    def compare(self, told: Mapping[str, Any]) -> None:
        """Raises `ValueError` where what came is not what the machine has read."""
        checksum = self._checksum.hexdigest()
        if checksum != told.get("sha256") or self._size != told.get("size"):
            raise ValueError(f"checksum: {self._size} bytes arrived of {told.get('size')}")
