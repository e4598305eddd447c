"""Who looks elsewhere is told that work has ended; who looks at it is not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.engine.cancel import CancelToken
from app.engine.events import Emit, Progress
from app.paths import Paths
from app.text import text
from ui.desk import Desk
from ui.servers.main_window import MainWindow
from ui.servers.notices import Notices


@pytest.mark.parametrize("looking", [True, False])
def test_the_end_is_told_to_who_looks_elsewhere(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, looking: bool
) -> None:
    alerted: list[QWidget] = []
    window = QWidget()
    qtbot.addWidget(window)
    monkeypatch.setattr(QApplication, "alert", alerted.append)
    monkeypatch.setattr(QApplication, "activeWindow", lambda: window if looking else None)
    desk = Desk(Paths(tmp_path, tmp_path), practice=False)
    Notices(desk, window)
    job = desk.jobs.start(text("Stopping…"), lambda _emit, _cancel: None, subject="aurora-lab")
    desk.began.emit(job)
    with qtbot.waitSignal(job.ended):
        pass
    assert alerted == ([] if looking else [window])
    desk.close()


def test_work_that_outlives_its_window_is_told_to_nobody(qtbot: QtBot, tmp_path: Path) -> None:
    """The window is closed and destroyed while a thread still runs: an error in what hears
    of its end would fail this test."""
    desk = Desk(Paths(tmp_path, tmp_path), practice=False)
    window = MainWindow(desk)
    go_on = threading.Event()

    def work(emit: Emit, _cancel: CancelToken) -> None:
        go_on.wait(60)
        emit(Progress(step="stop", step_fraction=0.5, fraction=0.5, seconds_left=1))
        raise ValueError("no longer of interest")

    job = desk.jobs.start(text("Stopping…"), work, subject="aurora-lab")
    desk.began.emit(job)
    window.servers.show_job("aurora-lab", job)
    with qtbot.waitSignal(window.destroyed):
        window.deleteLater()
    with qtbot.waitSignal(job.ended):
        go_on.set()
    assert job.problem is not None
    desk.close()
