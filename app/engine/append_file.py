"""A file that only grows, and whose lines are on the disk when `append` returns."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path
from typing import Final

from app.private_file import sync_folder

_FLAGS: Final = os.O_RDWR | os.O_CREAT | os.O_APPEND


class AppendFile:
    """The file `path`, made for this user only if it is not there. Not for several threads."""

    def __init__(self, path: Path) -> None:
        self._descriptor = os.open(path, _FLAGS | _platform_flags(), 0o600)
        self._size = os.fstat(self._descriptor).st_size
        self._broken = False
        try:
            sync_folder(path.parent)
        except OSError:
            os.close(self._descriptor)
            raise

    def read(self) -> bytes:
        """All that is in the file."""
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with os.fdopen(os.dup(self._descriptor), "rb") as file:
            return file.read()

    def cut(self, size: int) -> None:
        """Keep the first `size` bytes only."""
        os.ftruncate(self._descriptor, size)
        os.fsync(self._descriptor)
        self._size = size

    def append(self, line: bytes) -> None:
        """Add `line`, newline included, whole or not at all. Raises `OSError`.

        After a failure that left a part of a line which could not be cut off again, every
        further call fails too: a line must never be glued to half of another.
        """
        if self._broken:
            raise OSError("an earlier line could not be written")
        try:
            rest = memoryview(line)
            while rest:
                rest = rest[os.write(self._descriptor, rest) :]
            os.fsync(self._descriptor)
        except OSError:
            self._broken = True
            with contextlib.suppress(OSError):
                self.cut(self._size)
                self._broken = False
            raise
        self._size += len(line)

    def close(self) -> None:
        os.close(self._descriptor)


def _platform_flags() -> int:
    """Not inherited by child processes; bytes as they are."""
    if sys.platform == "win32":
        return os.O_BINARY | os.O_NOINHERIT
    return os.O_CLOEXEC | os.O_NOFOLLOW
