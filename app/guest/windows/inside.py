"""Small Python programs that run in a Windows machine, and what passes to and from them.

A program travels on its own standard input, before its data: so no command line is long. All
that passes is ASCII, files in lines of base64, because consoles may change other bytes.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
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
    lines = [
        base64.b64encode(data[start : start + _LINE_BYTES]) + b"\n"
        for start in range(0, len(data), _LINE_BYTES)
    ]
    who = "private" if private else "shared"
    return _ready("receive_file", (checksum, who, path), b"".join(lines) + _END)


def send_file(path: str) -> Ready:
    """Prints the file at `path` in lines of base64, then its size and checksum."""
    return _ready("send_file", (str(LARGEST_FILE), path))


def follow_work(folder: str, run: str, offset: int, wait_seconds: float) -> Ready:
    """Answers what the work `run` has printed from `offset` on, and how it ended, if it did."""
    return _ready("follow_work", (run, str(offset), str(wait_seconds), folder))


@cache
def program(name: str) -> bytes:
    """The source of the program `name` of `resources/guest/windows/`."""
    file = resources.files("resources") / "guest" / "windows" / f"{name}.py"
    return file.read_bytes()


def _ready(name: str, arguments: tuple[str, ...], data: bytes = b"") -> Ready:
    source = program(name)
    command = (PYTHON, "-I", "-X", "utf8", "-c", _START, str(len(source)), *arguments)
    return command, source + data


class ComingFile:
    """Puts a file together from the lines that `send_file` prints."""

    def __init__(self) -> None:
        self._parts: list[bytes] = []

    def line(self, line: str) -> None:
        """Takes one line; the last, which is the answer, is none of the file."""
        if line and not line.startswith("{"):
            self._parts.append(base64.b64decode(line))

    def whole(self, told: Mapping[str, Any]) -> bytes:
        """The file. Raises `ValueError` where it is not what the machine has read."""
        data = b"".join(self._parts)
        checksum = hashlib.sha256(data).hexdigest()
        if checksum != told.get("sha256") or len(data) != told.get("size"):
            raise ValueError(f"checksum: {len(data)} bytes arrived of {told.get('size')}")
        return data
