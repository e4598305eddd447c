"""Something that programs wait at, until a test opens it."""

from __future__ import annotations

import os
from pathlib import Path


class Gate:
    """A named pipe: whoever opens it to read is held up until there is somebody to write."""

    def __init__(self, pipe: Path) -> None:
        os.mkfifo(pipe)
        self._pipe = pipe
        self._writer: int | None = None

    @property
    def wait(self) -> str:
        """A statement of Python that ends once the gate is open."""
        return f"open({str(self._pipe)!r}, 'rb', 0)"

    def open(self) -> None:
        """For good. Opened both ways, which never waits for a reader: see fifo(7)."""
        if self._writer is None:
            self._writer = os.open(self._pipe, os.O_RDWR)

    def close(self) -> None:
        if self._writer is not None:
            os.close(self._writer)
