"""A newer version is told above the servers, to who wants to know; it leads to a page only."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.updates import UpdateRecord
from tests.publisher.page import PAGE, Publisher, publisher
from tests.ui.opened import Opened, opened
from tests.ui.windows import User, words_on
from ui.dialogs.settings import SettingsDialog
from ui.one_copy import Wish
from ui.servers.main_window import MainWindow
from ui.shell import Shell

__all__ = ["opened"]
TOLD = "Kumonote 99.0 has been published"


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    (tmp_path / "settings.toml").write_text("[updates]\nlook = true\n", encoding="utf-8")
    return Paths(tmp_path, tmp_path)


@pytest.fixture
def page(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Publisher]:
    with publisher(tmp_path, monkeypatch) as told:
        told.tell("99.0")
        yield told


@pytest.fixture
def shell(
    qapp: QApplication, paths: Paths, page: Publisher, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Shell]:
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "KUMONOTE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    # no practice cloud is started: what windows ask of it is another test's business
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    made = Shell(qapp, paths, page.address)
    yield made
    for window in list(made.windows.values()):
        window.close()
    made.close()


def test_it_is_told_in_every_window_and_opens_its_page(
    qtbot: QtBot, shell: Shell, page: Publisher, opened: Opened
) -> None:
    user = User(qtbot)
    window = shell.open(practice=False)
    user.wait(lambda: TOLD in words_on(window))
    other = shell.open(practice=True)
    assert TOLD in words_on(other)
    user.press(window, "open-update")
    assert opened.urls == [PAGE]
    user.wait(lambda: TOLD not in words_on(window) + words_on(other))
    assert len(page.asked) == 1


@pytest.mark.parametrize(("answer", "again"), [("put-update-off", True), ("skip-version", False)])
def test_who_does_not_want_it_is_left_alone(
    qtbot: QtBot, shell: Shell, paths: Paths, page: Publisher, answer: str, again: bool
) -> None:
    user = User(qtbot)
    window = shell.open(practice=False)
    user.press(window, answer)
    user.wait(lambda: TOLD not in words_on(window))
    window.close()
    UpdateRecord(paths.updates).note(asked=datetime.now(UTC) - timedelta(days=2))
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    later = Shell(application, paths, page.address)
    with qtbot.waitSignal(later.updates.looked):
        shown = later.open(practice=False)
    assert len(page.asked) == 2
    assert (TOLD in words_on(shown)) is again
    shown.close()
    later.close()


def test_it_waits_for_consent_in_the_settings(
    qtbot: QtBot, shell: Shell, paths: Paths, page: Publisher
) -> None:
    paths.settings.write_text("", encoding="utf-8")
    user = User(qtbot)
    window = shell.open(practice=False)
    dialog = SettingsDialog(paths.settings, updates=True)
    qtbot.addWidget(dialog)
    dialog.show()
    check = dialog.findChild(QCheckBox, "look-for-updates")
    assert isinstance(check, QCheckBox)
    assert not check.isChecked()
    assert page.asked == []
    check.setFocus()
    QTest.keyClick(check, Qt.Key.Key_Space)
    user.press(dialog, "save")
    assert tomllib.loads(paths.settings.read_text("utf-8")) == {"updates": {"look": True}}
    shell.open(practice=True)
    user.wait(lambda: TOLD in words_on(window))


def test_the_first_page_asks_for_consent(
    qtbot: QtBot, shell: Shell, paths: Paths, page: Publisher
) -> None:
    paths.settings.unlink()
    user = User(qtbot)
    shell.fulfil(Wish(practice=False))
    welcome = shell.arrival.window
    assert welcome is not None
    assert not welcome.look.isChecked()
    welcome.look.setFocus()
    QTest.keyClick(welcome.look, Qt.Key.Key_Space)
    assert page.asked == [], "not before the user goes on"
    user.press(welcome, "later")
    user.wait(lambda: TOLD in words_on(shell.windows[False]))


def test_without_a_publisher_nobody_is_asked_for_consent(
    qtbot: QtBot, qapp: QApplication, tmp_path: Path
) -> None:
    shell = Shell(qapp, Paths(tmp_path, tmp_path))
    shell.arrival.show()
    welcome = shell.arrival.window
    assert welcome is not None
    assert not welcome.look.isVisible()
    shell.close()
    dialog = SettingsDialog(tmp_path / "settings.toml")
    qtbot.addWidget(dialog)
    dialog.show()
    assert [c for c in dialog.findChildren(QCheckBox) if c.isVisible()] == []
