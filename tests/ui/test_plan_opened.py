"""A plan file that is double-clicked: the wizard with its answers, or what is wrong with it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.text import text
from tests.ui.windows import User, words_on
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.widgets.language import switch_language

PLAN = """\
name = "physics-101"
[system]
region = "westeurope"
[endpoint]
public_port = 8443
[schedule]
daily_stop = "20:30"
"""


@pytest.fixture
def shell(qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "KUMONOTE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    # no practice cloud is started: what windows ask of it is another test's business
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    made = Shell(qapp, Paths(tmp_path, tmp_path))
    yield made
    for window in list(made.windows.values()):
        for walk in window.walks:
            walk.leave()
        window.close()
    made.close()


def test_the_wizard_has_all_answers_of_the_file_and_no_password(
    qtbot: QtBot, shell: Shell, tmp_path: Path
) -> None:
    file = tmp_path / "class.kumonote"
    file.write_text(PLAN, encoding="utf-8")
    window = shell.open_plan(file, practice=False)
    User(qtbot).wait(lambda: bool(window.walks))
    wizard = window.walks[0].window
    assert wizard.isVisible()
    assert wizard.here == "account"
    assert wizard.answers.name == "physics-101"
    assert wizard.answers.system.region == "westeurope"
    assert wizard.answers.endpoint.public_port == 8443
    assert not wizard.password_page.password.reveal()


def test_a_file_that_the_desktop_hands_to_the_running_program_is_told() -> None:
    """In a process of its own, as a process has one application. That macOS sends the event when
    a file is double-clicked only a Mac can show."""
    program = """
from PySide6.QtCore import QUrl
from PySide6.QtGui import QFileOpenEvent
from ui.main import make_application
application = make_application()
application.file_opened.connect(print)
application.sendEvent(application, QFileOpenEvent(QUrl.fromLocalFile("/class.kumonote")))
"""
    told = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=240, check=True
    )
    assert told.stdout == f"{Path('/class.kumonote')}\n"


@pytest.mark.parametrize(
    ("language", "where"), [("en", "Line 2"), ("ja", "2行目")], ids=["en", "ja"]
)
def test_a_bad_file_is_told_with_its_line_and_no_wizard_opens(
    qtbot: QtBot, shell: Shell, tmp_path: Path, language: str, where: str
) -> None:
    switch_language(language)
    file = tmp_path / "class.kumonote"
    file.write_text('name = "physics-101"\nspeed = 3\n', encoding="utf-8")
    window = shell.open_plan(file, practice=False)
    message = text("The plan file {file} cannot be used. Nothing was created.", file=file)
    user = User(qtbot)
    user.wait(lambda: str(message) in words_on(window))
    assert where in words_on(window)
    assert window.walks == []
    assert not user.can_press(window, "act"), "nothing here would mend the file"
    user.press(window, "close")
    user.wait(lambda: str(message) not in words_on(window))
    switch_language("en")


def test_a_file_that_is_not_there_is_told(qtbot: QtBot, shell: Shell, tmp_path: Path) -> None:
    window = shell.open_plan(tmp_path / "gone.kumonote", practice=False)
    User(qtbot).wait(lambda: "cannot be read" in words_on(window))
    assert window.walks == []
