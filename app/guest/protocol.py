"""A guest: a machine that takes commands and files: `SshGuest`, `WinRmGuest`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from app.engine.cancel import CancelToken


@dataclass(frozen=True)
class CommandResult:
    exit_code: int
    stdout: str
    stderr: str


class Guest(Protocol):
    """An open, authenticated connection to a machine."""

    @property
    def identity(self) -> str:
        """What is pinned and the machine proved to have: see `app.guest.identity`."""

    @property
    def is_open(self) -> bool:
        """Whether it can still be used."""

    def run(
        self,
        command: Sequence[str],
        *,
        cancel: CancelToken,
        stdin: bytes = b"",
        timeout_seconds: float = 60.0,
        on_line: Callable[[str], None] | None = None,
    ) -> CommandResult:
        """Run `command` (an argument list, quoted by the guest class for its shell).

        `on_line` gets each line of stdout as it comes. Raises `ProblemError` when the
        connection breaks or the time is over, never for a non-zero exit code.
        """

    def put(self, path: str, data: bytes, *, mode: int, cancel: CancelToken) -> None:
        """Write a file that was never readable by more people than `mode` says."""

    def get(self, path: str, *, cancel: CancelToken) -> bytes:
        """Read a whole file."""

    def close(self) -> None:
        """End the connection; harmless when it is closed already."""
