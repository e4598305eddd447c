"""What the window finds out about this computer, the way to the cloud, and the account."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from app.engine.cancel import CancelToken
from app.operations.doctor import examine
from app.paths import Paths
from tests.ui.clipping import clipped, outside
from tests.ui.windows import User, words_on
from ui.desk import Desk
from ui.dialogs.check_computer import CheckDialog
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.widgets.language import switch_language


@pytest.fixture
def desk(practice_paths: Paths) -> Iterator[Desk]:
    made = Desk(practice_paths, practice=True)
    yield made
    made.close()


@pytest.fixture
def window(
    qapp: QApplication, practice_paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    shell = Shell(qapp, practice_paths)
    opened = shell.open(practice=True)
    yield opened
    opened.close()
    shell.close()
    switch_language("en")


def dialog_of(window: MainWindow) -> CheckDialog:
    (dialog,) = window.findChildren(CheckDialog)
    return dialog


def test_it_says_what_the_command_says_and_copies_it(
    qtbot: QtBot, window: MainWindow, practice_paths: Paths
) -> None:
    """Against a practice cloud of its own, which it starts."""
    user = User(qtbot)
    entries = [a for menu in window.menuBar().findChildren(QMenu) for a in menu.actions()]
    next(e for e in entries if e.text().replace("&", "") == "Check this computer").trigger()
    dialog = dialog_of(window)
    user.wait(lambda: user.can_press(dialog, "copy-checks"))
    seen = words_on(dialog)
    here = list(examine(practice_paths, CancelToken()))
    assert all(str(check.name) in seen for check in here)
    assert "The way to the cloud" in seen
    assert "is trusted; its certificate is by" in seen
    assert "processor cores are left in japaneast" in seen
    wrong = sum(not check.ok for check in here)
    assert wrong, "no keyring is here"
    assert f"{wrong} of " in seen
    switch_language("ja")
    assert "このコンピューター" in words_on(dialog)
    user.wait(lambda: clipped(dialog) + outside(dialog) == [])  # once it is laid out anew
    user.press(dialog, "copy-checks")
    copied = QApplication.clipboard().text()
    assert "LOOK keyring: this computer has none that works" in copied
    assert "ok tls: " in copied
    assert "Kumonote" in copied.splitlines()[0]
    switch_language("en")
    user.press(dialog, "look-again")
    user.wait(lambda: user.can_press(dialog, "copy-checks"))
    user.press(dialog, "close-checks")
    user.wait(lambda: not window.findChildren(CheckDialog))


def test_closing_it_ends_the_looking(qtbot: QtBot, desk: Desk) -> None:
    dialog = CheckDialog(desk)
    jobs = desk.jobs.running
    assert len(jobs) == 3
    dialog.reject()
    assert all(job.token.cancelled for job in jobs)
    qtbot.waitUntil(lambda: desk.jobs.running == ())


def test_what_cannot_be_looked_at_is_told_in_its_place(
    qtbot: QtBot, desk: Desk, practice_paths: Paths
) -> None:
    practice_paths.settings.parent.mkdir(exist_ok=True)
    practice_paths.settings.write_text("[practice]\nspeed = 0\n", encoding="utf-8")
    dialog = CheckDialog(desk)
    qtbot.addWidget(dialog)
    dialog.show()
    user = User(qtbot)
    user.wait(lambda: user.can_press(dialog, "copy-checks"))
    assert "line 2: practice.speed is not right" in words_on(dialog)
    assert ".. " not in words_on(dialog)
    user.press(dialog, "copy-checks")
    assert "LOOK settings-wrong" in QApplication.clipboard().text()
