"""Help opens where it is about what the user looks at, in the language of the moment."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QTextBrowser
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.problems import Problem
from app.text import LANGUAGES, text
from app.wizard.pages import PAGES
from tests.ui.windows import User
from ui.dialogs.help import HelpWindow
from ui.dialogs.manual import manual
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.widgets.language import switch_language
from ui.wizard.offering import Offering


@pytest.fixture
def shell(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    # no cloud is asked: neither for servers nor for what it offers
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    monkeypatch.setattr(Offering, "ask", lambda _offering, _answers: None)
    made = Shell(qapp, Paths(tmp_path, tmp_path))
    yield made
    for window in list(made.windows.values()):
        window.close()
    made.close()


def help_of(qapp: QApplication) -> HelpWindow:
    found = [w for w in qapp.topLevelWidgets() if isinstance(w, HelpWindow) and w.isVisible()]
    assert len(found) == 1
    return found[0]


def test_every_language_has_the_same_sections_and_one_for_each_page() -> None:
    sections = [section.id for section in manual("en")]
    assert len(sections) == len(set(sections))
    for language in LANGUAGES:
        assert [section.id for section in manual(language)] == sections
        assert all(section.title and section.body for section in manual(language))
    assert {page.id for page in PAGES} <= set(sections)


def test_the_key_opens_the_section_of_where_the_user_is(
    qtbot: QtBot, qapp: QApplication, shell: Shell
) -> None:
    user = User(qtbot)
    window = shell.open(practice=True)
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    user.press_key(window, Qt.Key.Key_F1)
    assert help_of(qapp).section == "servers"
    window.show_problem(Problem("broken", text("Price unknown"), text("Try again")))
    window.activateWindow()
    qtbot.waitUntil(lambda: QApplication.activeWindow() is window)
    user.press_key(window, Qt.Key.Key_F1)
    assert help_of(qapp).section == "problems"
    user.press(window, "new")
    wizard = window.walks[-1].window
    wizard.go_to("certificate")
    qtbot.waitUntil(lambda: QApplication.activeWindow() is wizard)
    user.press_key(wizard, Qt.Key.Key_F1)
    shown = help_of(qapp)
    assert shown.section == "certificate"
    switch_language("ja")
    page = shown.findChild(QTextBrowser, "manual")
    assert isinstance(page, QTextBrowser)
    assert "フィンガープリント" in page.toPlainText()
    user.press_key(shown, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shown.isVisible())
    wizard.close()


def test_help_closes_with_the_last_window(qapp: QApplication, shell: Shell) -> None:
    window = shell.open(practice=True)
    shell.show_help("servers")
    shown = help_of(qapp)
    window.close()
    assert not shown.isVisible()


def test_a_mishap_is_shown_in_front_of_the_window_that_the_user_is_in(
    qtbot: QtBot, qapp: QApplication, shell: Shell
) -> None:
    user = User(qtbot)
    window = shell.open(practice=True)
    user.press(window, "new")
    wizard = window.walks[-1].window
    qtbot.waitUntil(lambda: QApplication.activeWindow() is wizard)
    shell.mishaps.happened.emit(ZeroDivisionError("seven by nothing"))
    qtbot.waitUntil(lambda: qapp.activeModalWidget() is not None)
    dialog = qapp.activeModalWidget()
    assert dialog is not None
    assert dialog.parent() is wizard
    user.press(dialog, "details")
    user.press(dialog, "copy-report")
    assert "ZeroDivisionError" in QApplication.clipboard().text()
    user.press(dialog, "close")
    qtbot.waitUntil(lambda: qapp.activeModalWidget() is None)
    wizard.close()
