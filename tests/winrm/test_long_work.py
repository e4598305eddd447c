"""Long work and its log: real programs that run by themselves.

Who starts them is this computer, in place of Windows' task scheduler: that a scheduled task
starts, and what it may do there, is not shown here.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from app.engine.cancel import Cancelled, CancelToken
from app.guest.windows.scripts import PYTHON
from app.guest.windows.winrm import WinRmGuest
from app.guest.windows.work import LongWork, start_task
from app.problems import ProblemError
from tests.shared.waiting import wait_until
from tests.winrm.conftest import Clients
from tests.winrm.gate import Gate
from tests.winrm.server import TroubledServer

_COUNTS = "import sys; [print(sys.stdin.readline().strip(), n, flush=True) for n in range(3)]"


class Tasks:
    """Starts commands that go on by themselves, one at a time."""

    def __init__(self) -> None:
        self._running: list[subprocess.Popen[bytes]] = []

    def start(self, _guest: WinRmGuest, command: Sequence[str], _cancel: CancelToken) -> str:
        if self._running and self._running[-1].poll() is None:
            return "running"
        program = [sys.executable if command[0] == PYTHON else command[0], *command[1:]]
        self._running.append(subprocess.Popen(program, start_new_session=True))
        return "started"

    @property
    def count(self) -> int:
        return len(self._running)

    def end(self) -> None:
        """What the commands have started ends with them."""
        for process in self._running:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()


@pytest.fixture
def tasks() -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.end()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "work"
    made.mkdir()
    return made


def waiting_at(gate: Gate, folder: Path) -> list[str]:
    """A command that says that it has begun, and ends when the gate is open."""
    program = folder / "waiting.py"
    program.write_text(
        f"print('begun', flush=True)\n{gate.wait}\nprint('ended')\n",
        encoding="utf-8",
    )
    return [sys.executable, str(program)]


def test_output_and_exit_code_of_work_come_back(
    clients: Clients, tasks: Tasks, folder: Path
) -> None:
    told: list[str] = []
    ended = LongWork(clients.connect(), folder=str(folder), start=tasks.start).run(
        [sys.executable, "-c", _COUNTS + "; sys.exit(5)"],
        stdin="あ\nb\nc\n".encode(),
        cancel=CancelToken(),
        on_line=told.append,
    )
    assert ended.exit_code == 5
    assert told == ["あ 0", "b 1", "c 2"]
    assert ended.stdout.splitlines() == told


def test_what_was_asked_is_gone_before_the_work_begins(
    clients: Clients, tasks: Tasks, folder: Path
) -> None:
    """It may hold the key of a certificate."""
    look = "import pathlib; print(pathlib.Path('request.json').exists())"
    work = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    program = f"import os; os.chdir({str(folder)!r}); {look}"
    ended = work.run([sys.executable, "-c", program], stdin=b"secret", cancel=CancelToken())
    assert ended.stdout.strip() == "False"
    assert not any(b"secret" in file.read_bytes() for file in folder.iterdir())


def test_a_program_that_is_not_there(clients: Clients, tasks: Tasks, folder: Path) -> None:
    work = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    ended = work.run([str(folder / "none")], cancel=CancelToken())
    assert ended.exit_code == 127


def test_work_goes_on_without_a_connection_and_is_joined_over_the_next(
    clients: Clients, server: TroubledServer, tasks: Tasks, folder: Path, gate: Gate
) -> None:
    first = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    told: list[str] = []

    def cut(line: str) -> None:
        told.append(line)
        server.cut_all()

    with pytest.raises(ProblemError) as caught:
        first.run(waiting_at(gate, folder), cancel=CancelToken(), on_line=cut)
    assert caught.value.problem.retryable
    assert told == ["begun"]

    def release(line: str) -> None:
        told.append(line)
        gate.open()

    second = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    ended = second.run(waiting_at(gate, folder), cancel=CancelToken(), on_line=release)
    assert ended.exit_code == 0
    # first the rest of the run that went on, then its own
    assert told == ["begun", "begun", "ended", "begun", "ended"]
    assert tasks.count == 2


def test_cancelling_leaves_the_work_alone(
    clients: Clients, tasks: Tasks, folder: Path, gate: Gate
) -> None:
    cancel = CancelToken()
    work = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    with pytest.raises(Cancelled):
        work.run(waiting_at(gate, folder), cancel=cancel, on_line=lambda _line: cancel.cancel())
    gate.open()
    wait_until(lambda: any(folder.glob("*.ended")))


def test_silence_has_a_limit(clients: Clients, tasks: Tasks, folder: Path, gate: Gate) -> None:
    work = LongWork(clients.connect(), folder=str(folder), start=tasks.start)
    with pytest.raises(ProblemError) as caught:
        work.run(waiting_at(gate, folder), cancel=CancelToken(), silence_seconds=0.5)
    assert caught.value.problem.code == "guest-too-slow"


def test_without_power_shell_no_task_is_started(clients: Clients) -> None:
    """The test server refuses it, and that is a failure, not a start."""
    with pytest.raises(ProblemError) as caught:
        start_task(clients.connect(), [PYTHON, "-c", "pass"], CancelToken())
    assert "refused" in caught.value.problem.details
