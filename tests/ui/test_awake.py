"""The computer is kept awake exactly while work runs.

The holder is a program of the test's own on the search path: whether logind then really keeps
the computer awake is not shown here.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.text import text
from tests.shared.waiting import wait_until
from ui.awake import Awake
from ui.desk import Desk


@pytest.fixture
def notes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the holder writes when it begins and when it ends."""
    notes = tmp_path / "notes"
    holder = tmp_path / "systemd-inhibit"
    holder.write_text(f'#!/bin/sh\necho "$1" >> {notes}\n/bin/cat\necho over >> {notes}\n')
    holder.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    return notes


def test_one_lock_is_taken_and_given_back(notes: Path) -> None:
    awake = Awake("linux")
    awake.hold(True)
    awake.hold(True)
    wait_until(notes.exists)
    awake.hold(False)
    assert not awake.held
    awake.close()
    assert notes.read_text().splitlines() == ["--what=sleep:idle", "over"]


def test_without_a_way_nothing_breaks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    for platform in ("linux", "darwin", "sunos5", "win32"):
        awake = Awake(platform)
        awake.hold(True)
        assert awake.held
        awake.hold(False)


def test_work_on_a_server_keeps_awake_and_looking_does_not(
    qtbot: QtBot, tmp_path: Path, notes: Path
) -> None:
    desk = Desk(Paths(tmp_path, tmp_path), practice=False)
    desk.awake = Awake("linux")

    def work(_emit: Emit, cancel: CancelToken) -> None:
        cancel.wait(60)

    looking = desk.jobs.start(text("Looking for servers…"), work)
    assert not desk.awake.held
    job = desk.jobs.start(text("Stopping…"), work, subject="aurora-lab")
    assert desk.awake.held
    wait_until(notes.exists)
    with qtbot.waitSignal(job.ended):
        job.cancel()
    qtbot.waitUntil(lambda: not desk.awake.held)
    looking.cancel()
    desk.close()
