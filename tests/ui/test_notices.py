"""Who looks elsewhere is told that work has ended; who looks at it is not."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.text import text
from ui.desk import Desk
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
