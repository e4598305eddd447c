"""The setup program in a Windows machine."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from app.engine.cancel import CancelToken
from app.guest.program import setup_program
from app.guest.protocol import CommandResult
from app.guest.windows.scripts import PYTHON, WORK_FOLDER
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.work import LongWork, Start

PROGRAM: Final = WORK_FOLDER + r"\kumonote-setup.pyz"
_PRIVATE: Final = 0o600


class WindowsLauncher:
    """See `Launcher`. What is lasting is run apart, and joined by whoever comes again."""

    def __init__(self, guest: WinRmGuest, start: Start) -> None:
        self._guest = guest
        self._start = start
        self._is_there = False

    def launch(
        self,
        phase: Sequence[str],
        stdin: bytes,
        *,
        silence_seconds: float,
        on_line: Callable[[str], None],
        cancel: CancelToken,
        lasting: bool,
    ) -> CommandResult:
        self._hand_over(cancel)
        command = [PYTHON, "-I", "-X", "utf8", PROGRAM, *phase, "--settings=-"]
        if lasting:
            work = LongWork(self._guest, start=self._start)
            return work.run(
                command,
                stdin=stdin,
                silence_seconds=silence_seconds,
                on_line=on_line,
                cancel=cancel,
            )
        return self._guest.run(
            command,
            stdin=stdin,
            timeout_seconds=silence_seconds,
            on_line=on_line,
            cancel=cancel,
        )

    def _hand_over(self, cancel: CancelToken) -> None:
        """Once a connection: it is a quarter of a megabyte."""
        if not self._is_there:
            self._guest.put(PROGRAM, setup_program(), mode=_PRIVATE, cancel=cancel)
            self._is_there = True
