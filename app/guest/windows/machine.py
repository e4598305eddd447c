"""What only PowerShell does in a Windows machine, and practice machines leave out.

Whether a machine is a practice machine without PowerShell is asked here and nowhere else.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final, Protocol

from app.engine.cancel import CancelToken
from app.engine.step import StepRun
from app.guest import errors
from app.guest.windows import inside, scripts
from app.guest.windows.power_shell import told
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.winrm_errors import part_failed
from app.guest.windows.work import Start, start_task
from app.problems import ProblemError
from app.text import Text, text

_PRACTICE: Final = "reduced"
_INSTALL_SECONDS: Final = 1200.0
_SECONDS: Final = 180.0
_NOTE: Final = scripts.WORK_FOLDER + r"\started.txt"


class WindowsMachine(Protocol):
    start: Start
    """How long work is started so that it goes on by itself."""

    def install_python(self, run: StepRun, proxy: str) -> None:
        """Have Python and the work folder there. Raises `ProblemError`, as all of these do."""

    def keep_running(self, run: StepRun, task: scripts.NotebookTask) -> None:
        """Have the notebook run, now and whenever the machine starts."""

    def lead(self, run: StepRun, public_port: int, private_port: int) -> None:
        """Lead what comes to the public port to the notebook's."""


def machine_over(guest: WinRmGuest, cancel: CancelToken) -> WindowsMachine:
    """The machine that `guest` is connected to. Raises `ProblemError`."""
    command, stdin = inside.tell_kind()
    try:
        ended = guest.run(command, stdin=stdin, cancel=cancel)
    except ProblemError as error:
        if error.problem.code != "winrm-refused":
            raise
        return WholeWindows(guest)  # there is no Python yet, so it is no practice machine
    if ended.exit_code != 0:
        return WholeWindows(guest)
    try:
        kind = json.loads(ended.stdout)["kind"]
    except (ValueError, LookupError, TypeError) as error:
        raise errors.file_failed(command[0], ended.stdout[-2000:]) from error
    return PracticeWindows(guest) if kind == _PRACTICE else WholeWindows(guest)


class WholeWindows:
    """Windows itself. See `WindowsMachine`."""

    def __init__(self, guest: WinRmGuest) -> None:
        self._guest = guest
        self.start: Start = start_task

    def install_python(self, run: StepRun, proxy: str) -> None:
        self._run(run, text("Python"), scripts.python(proxy=proxy), _INSTALL_SECONDS)

    def keep_running(self, run: StepRun, task: scripts.NotebookTask) -> None:
        self._run(run, text("the notebook's task"), scripts.notebook(task), _SECONDS)

    def lead(self, run: StepRun, public_port: int, private_port: int) -> None:
        # who may connect is decided by the security group, which moves with this computer
        script = scripts.endpoint(public_port, private_port, ())
        self._run(run, text("the way to the notebook's port"), script, _SECONDS)

    def _run(self, run: StepRun, part: Text, script: str, seconds: float) -> None:
        ended = self._guest.run_script(script, run.cancel, seconds)
        if ended.exit_code != 0 or told(scripts.MARK, ended.stdout) is None:
            raise part_failed(part, ended.stderr or ended.stdout)


class PracticeWindows:
    """Windows programs without Windows: what they leave out is said, and nothing is faked."""

    def __init__(self, guest: WinRmGuest) -> None:
        del guest
        self.start: Start = start_detached

    def install_python(self, run: StepRun, proxy: str) -> None:
        del proxy
        _left_out(run, text("installing Python (it is there already)"))

    def keep_running(self, run: StepRun, task: scripts.NotebookTask) -> None:
        del run
        raise ValueError(f"practice machines start {task.program} themselves")

    def lead(self, run: StepRun, public_port: int, private_port: int) -> None:
        del public_port, private_port
        _left_out(
            run,
            text("the notebook's task, its user and its access rights (the notebook runs)"),
        )
        _left_out(run, text("the way from port to port and the firewall of Windows"))


def start_detached(guest: WinRmGuest, command: Sequence[str], cancel: CancelToken) -> str:
    """Start `command` as a program of its own. See `Start`."""
    ready, stdin = inside.start_work(_NOTE, command)
    return str(guest.ask(ready, stdin, cancel)["state"])


def _left_out(run: StepRun, part: Text) -> None:
    run.log(text("Left out in this practice machine: {part}.", part=part))
