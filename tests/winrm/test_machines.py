"""Whole and practice machines are told apart, and what the latter leave out is said."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from app.dialing import DirectDialer
from app.engine.cancel import CancelToken
from app.guest.identity import certificate_identity
from app.guest.windows import machine as machines
from app.guest.windows.access import WinRmAccess
from app.guest.windows.machine import PracticeWindows, WholeWindows, machine_over, start_detached
from app.guest.windows.work import LongWork
from app.problems import ProblemError
from app.server import PublicAddress
from tests.shared.step_run import RecordedRun
from tests.winrm.conftest import HOST, PASSWORD, USER, Clients

_COUNTS = "import sys; [print(sys.stdin.readline().strip(), n, flush=True) for n in range(3)]"


def test_a_practice_machine_says_so_itself(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMONOTE_GUEST_KIND", "reduced")
    made = machine_over(clients.connect(), CancelToken())
    assert isinstance(made, PracticeWindows)
    run = RecordedRun()
    made.install_python(run, "")
    made.lead(run, 443, 9999)
    assert [line.startswith("Left out in this practice machine: ") for line in run.lines] == [
        True,
        True,
        True,
    ]


def test_a_whole_machine_gets_power_shell_and_its_refusal_is_told(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("KUMONOTE_GUEST_KIND", raising=False)
    made = machine_over(clients.connect(), CancelToken())
    assert isinstance(made, WholeWindows)
    with pytest.raises(ProblemError) as refused:
        made.install_python(RecordedRun(), "")
    assert refused.value.problem.code == "windows-setup-failed"
    assert "is refused" in refused.value.problem.details


def test_a_machine_without_python_is_a_whole_one(
    clients: Clients, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.guest.windows.inside.PYTHON", "C:\\none\\python.exe")
    assert isinstance(machine_over(clients.connect(), CancelToken()), WholeWindows)


def test_a_machine_that_refuses_commands_is_a_whole_one(clients: Clients, server: Any) -> None:
    guest = clients.connect()
    server.shells.refuse_commands = True
    assert isinstance(machine_over(guest, CancelToken()), WholeWindows)


def test_long_work_goes_on_by_itself_without_a_task_scheduler(
    clients: Clients, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.setattr(machines, "_NOTE", str(folder / "started.txt"))
    # the runner is named by its path in Windows; here it is this computer's own Python
    monkeypatch.setattr("app.guest.windows.scripts.PYTHON", sys.executable)
    told: list[str] = []
    work = LongWork(clients.connect(), folder=str(folder), start=start_detached)
    for number in range(2):
        ended = work.run(
            [sys.executable, "-c", _COUNTS],
            stdin=f"{number}\n".encode(),
            on_line=told.append,
            cancel=CancelToken(),
        )
        assert ended.exit_code == 0
    assert told == ["0 0", " 1", " 2", "1 0", " 1", " 2"]


def test_the_access_knows_machine_and_certificate(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMONOTE_GUEST_KIND", "reduced")
    identity = certificate_identity(server.fingerprint.replace(":", "").lower())
    pinned = [identity]
    access = WinRmAccess(
        DirectDialer(),
        user=USER,
        password=lambda: PASSWORD,
        certificates=lambda: pinned,
        port=server.port,
    )
    address = PublicAddress(HOST, HOST)
    try:
        assert access.guest(address, CancelToken()).identity == identity
        assert isinstance(access.machine(address, CancelToken()), PracticeWindows)
        asked = len(server.shells.programs)
        access.machine(address, CancelToken())
        assert len(server.shells.programs) == asked, "it is asked once a connection"
        access.close()
        pinned.clear()
        with pytest.raises(ProblemError) as unknown:
            access.guest(address, CancelToken())
        assert unknown.value.problem.code == "winrm-unpinned"
    finally:
        access.close()
