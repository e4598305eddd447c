"""The application around the windows: practice beside Azure, settings, language, mishaps."""

from __future__ import annotations

import sys
import threading
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QColor, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.at_start import chosen_language
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.text import text
from tests.ui.windows import User, words_on
from ui.desk import Desk
from ui.dialogs.settings import SettingsDialog
from ui.mishaps import Mishaps
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.theme import DARK, LIGHT, style_sheet


@pytest.fixture
def shell(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "KUMONOTE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    # no practice cloud is started: what windows ask of it is another test's business
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    made = Shell(qapp, Paths(tmp_path, tmp_path))
    yield made
    for window in list(made.windows.values()):
        window.close()
    made.close()


def test_a_stranger_is_asked_nothing_and_can_try_practice_mode(qtbot: QtBot, shell: Shell) -> None:
    user = User(qtbot)
    azure = shell.open(practice=False)
    assert "Sign in to see your servers" in words_on(azure)
    assert shell.windows.get(True) is None
    user.press(azure, "practise-sign-in")
    practice = shell.windows[True]
    assert practice.isVisible()
    assert "Practice mode: everything happens on this computer" in words_on(practice)
    assert "Practice mode" not in words_on(azure)


def test_a_window_that_was_closed_opens_again(shell: Shell) -> None:
    first = shell.open(practice=False)
    first.close()
    assert shell.open(practice=False) is not first


def test_a_language_is_shown_at_once_and_remembered(shell: Shell, tmp_path: Path) -> None:
    window = shell.open(practice=False)
    shell.choose_language("ja")
    assert "ノートブック サーバー" in words_on(window)
    assert tomllib.loads((tmp_path / "settings.toml").read_text("utf-8"))["language"] == "ja"
    assert chosen_language(Paths(tmp_path, tmp_path), {}) == "ja"
    assert chosen_language(Paths(tmp_path, tmp_path), {"KUMONOTE_LANGUAGE": "en"}) == "en"


@pytest.mark.parametrize("content", ['language = "tlh"', "language = ", "\udcff"])
def test_a_wrong_language_in_the_settings_stops_no_window(tmp_path: Path, content: str) -> None:
    (tmp_path / "settings.toml").write_bytes(content.encode("utf-8", "surrogateescape"))
    assert chosen_language(Paths(tmp_path, tmp_path), {}) == ""


def test_what_nobody_caught_is_shown(qtbot: QtBot, shell: Shell) -> None:
    window = shell.open(practice=False)
    shell.mishaps.happened.emit(ZeroDivisionError("seven by nothing"))
    qtbot.waitUntil(window.servers.problem.isVisible)
    assert "ZeroDivisionError" in words_on(window)


def test_mishaps_of_any_thread_arrive(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # both are put back afterwards
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    mishaps = Mishaps()
    mishaps.watch()
    got: list[BaseException] = []
    mishaps.happened.connect(got.append)
    sys.excepthook(ValueError, ValueError("here"), None)

    def fail() -> None:
        raise KeyError("there")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(got) == 2)
    assert [type(error) for error in got] == [ValueError, KeyError]


def test_colours_follow_the_platform_while_the_window_is_open(
    qtbot: QtBot, qapp: QApplication, shell: Shell
) -> None:
    shell.open(practice=False)
    before = qapp.palette()
    qapp.setPalette(QPalette(QColor("#202020")))
    qtbot.waitUntil(lambda: qapp.styleSheet() == style_sheet(DARK))
    qapp.setPalette(before)
    qtbot.waitUntil(lambda: qapp.styleSheet() == style_sheet(LIGHT))


def test_closing_while_work_goes_on_asks_and_staying_stops_nothing(
    qtbot: QtBot, tmp_path: Path
) -> None:
    user = User(qtbot)
    desk = Desk(Paths(tmp_path, tmp_path), practice=False)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()

    def work(_emit: Emit, cancel: CancelToken) -> None:
        cancel.wait(60)

    job = desk.jobs.start(text("Stopping…"), work, subject="aurora-lab")
    user.will_answer("no")
    assert not window.close()
    assert not job.token.cancelled
    user.will_answer("yes")
    assert window.close()
    assert job.token.cancelled
    desk.close()


def test_settings_are_checked_kept_and_private(qtbot: QtBot, tmp_path: Path) -> None:
    user = User(qtbot)
    file = tmp_path / "settings.toml"
    file.write_text('start = "practice"\n', encoding="utf-8")
    dialog = SettingsDialog(file)
    qtbot.addWidget(dialog)
    dialog.show()
    user.type_into(dialog, "guest.proxy", "not an address")
    user.press(dialog, "save")
    assert dialog.isVisible()
    assert "Proxy is not right" in words_on(dialog)
    user.type_into(dialog, "guest.proxy", "http://proxy.example:3128")
    user.type_into(dialog, "practice.speed", "50")
    user.press(dialog, "save")
    assert not dialog.isVisible()
    saved = tomllib.loads(file.read_text("utf-8"))
    assert saved == {
        "start": "practice",  # not in the form
        "guest": {"proxy": "http://proxy.example:3128"},
        "practice": {"speed": 50.0},
    }
    assert file.stat().st_mode & 0o077 == 0


def test_settings_that_cannot_be_read_are_said_and_not_lost_unseen(
    qtbot: QtBot, tmp_path: Path
) -> None:
    file = tmp_path / "settings.toml"
    file.write_text("[practice]\nspeed = 0\n")
    dialog = SettingsDialog(file)
    qtbot.addWidget(dialog)
    dialog.show()
    assert "line 2" in words_on(dialog)
    QTimer.singleShot(0, dialog.reject)
    dialog.exec()
    assert file.read_text() == "[practice]\nspeed = 0\n"
