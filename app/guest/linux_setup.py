"""The setup program in a Linux machine, started through sudo."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Sequence

from app.engine.cancel import CancelToken
from app.guest.program import INSTALLED, setup_program
from app.guest.protocol import CommandResult
from app.guest.setup import ended_unforeseen
from app.guest.ssh import SshGuest


class SudoLauncher:
    """See `Launcher`. The program itself goes on when the connection ends."""

    def __init__(self, guest: SshGuest) -> None:
        self._guest = guest

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
        del lasting
        program = self._handed_over(cancel)
        return self._guest.run(
            ["sudo", "-n", "python3", program, *phase, "--settings=-"],
            stdin=stdin,
            timeout_seconds=silence_seconds,
            on_line=on_line,
            cancel=cancel,
        )

    def _handed_over(self, cancel: CancelToken) -> str:
        """Where this very program is in the machine, now at the latest. Raises `ProblemError`."""
        program = setup_program()
        with contextlib.suppress(FileNotFoundError):
            if self._guest.get(INSTALLED, cancel=cancel) == program:
                return INSTALLED
        path = f".kumonote-setup-{hashlib.sha256(program).hexdigest()[:16]}.pyz"  # in the home
        self._guest.put(path, program, mode=0o600, cancel=cancel)
        result = self._guest.run(["sudo", "-n", "python3", path, "install"], cancel=cancel)
        if result.exit_code != 0:
            raise ended_unforeseen(result)
        return INSTALLED
