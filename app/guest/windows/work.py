"""Long work in a Windows machine: a scheduled task whose log is followed.

The task goes on when the connection ends. Whoever runs the same work again over a new
connection joins the run that is under way before its own begins.
"""

from __future__ import annotations

import base64
import json
import secrets
from collections.abc import Callable, Sequence
from typing import Final

from app.awake import Limit
from app.engine.cancel import CancelToken
from app.guest import errors
from app.guest.execution import Lines
from app.guest.protocol import CommandResult
from app.guest.windows import inside, scripts
from app.guest.windows.power_shell import told
from app.guest.windows.scripts import WORK_FOLDER
from app.guest.windows.winrm import WinRmGuest

_PRIVATE: Final = 0o600
_WAIT_SECONDS: Final = 3.0
_LIMIT_MINUTES: Final = 120
_START_SECONDS: Final = 120.0

Start = Callable[[WinRmGuest, Sequence[str], CancelToken], str]
"""Starts a command as a task; "started", or "running" where one is under way."""


def start_task(guest: WinRmGuest, command: Sequence[str], cancel: CancelToken) -> str:
    """Start `command` as a scheduled task of the system. Raises `ProblemError`."""
    ended = guest.run_script(scripts.work(command, _LIMIT_MINUTES), cancel, _START_SECONDS)
    answer = told(scripts.MARK, ended.stdout)
    if ended.exit_code != 0 or answer is None:
        raise errors.file_failed(WORK_FOLDER, ended.stderr or ended.stdout)
    return answer


class LongWork:
    """Work in `folder`, which only administrators get at."""

    def __init__(
        self, guest: WinRmGuest, *, folder: str = WORK_FOLDER, start: Start = start_task
    ) -> None:
        self._guest = guest
        self._folder = folder
        self._start = start

    def run(
        self,
        command: Sequence[str],
        *,
        cancel: CancelToken,
        stdin: bytes = b"",
        silence_seconds: float = 300.0,
        on_line: Callable[[str], None] | None = None,
    ) -> CommandResult:
        """Run `command` to its end; errors are among its output.

        `on_line` gets each line as it comes, those of a run that was joined too. Cancelling
        leaves the work alone. Raises `ProblemError` after a silence of `silence_seconds`,
        and when the connection breaks.
        """
        runner = self._path("run_work.py")
        self._guest.put(runner, inside.program("run_work"), mode=_PRIVATE, cancel=cancel)
        run = secrets.token_hex(8)
        request = {
            "run": run,
            "command": list(command),
            "stdin": base64.b64encode(stdin).decode("ascii"),
        }
        asked = json.dumps(request).encode()
        self._guest.put(self._path("request.json"), asked, mode=_PRIVATE, cancel=cancel)
        while self._start(self._guest, (scripts.PYTHON, "-I", runner, self._folder), cancel) == (
            "running"
        ):
            self._follow("", silence_seconds, on_line, cancel)
        return self._follow(run, silence_seconds, on_line, cancel)

    def _follow(
        self,
        run: str,
        silence_seconds: float,
        on_line: Callable[[str], None] | None,
        cancel: CancelToken,
    ) -> CommandResult:
        out, offset, wait = Lines(on_line), 0, min(_WAIT_SECONDS, silence_seconds)
        silence = Limit(silence_seconds)
        while True:
            cancel.check()
            command, stdin = inside.follow_work(self._folder, run, offset, wait)
            answer = self._guest.ask(command, stdin, cancel)
            run, offset, code = answer["run"], int(answer["offset"]), answer["code"]
            data = base64.b64decode(answer["data"])
            out.feed(data, final=code is not None)
            if code is not None:
                return CommandResult(int(code), out.text, "")
            if data:
                silence = Limit(silence_seconds)
            elif silence.over:
                raise errors.command_too_slow(silence_seconds, self._folder)

    def _path(self, name: str) -> str:
        separator = "\\" if "\\" in self._folder else "/"
        return f"{self._folder}{separator}{name}"
