"""A server's whole life in the window, in practice mode: real clicks and keys, a real notebook."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QRadioButton
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.server import ServerState
from tests.practice.browser.chromium import (
    chromium,
    public_key_hash,
    served_certificate,
    why_not,
)
from tests.practice.browser.lab import Lab
from tests.ui.files import choose, told_at_the_end
from tests.ui.opened import Opened, opened
from tests.ui.practice_window import NAME, TYPED, filled_wizard, state
from tests.ui.windows import User, words_on
from ui.dialogs.new_certificate import NewCertificateDialog
from ui.dialogs.secrets import NewPasswordDialog
from ui.servers.main_window import MainWindow
from ui.shell import Shell

CREATED_WITHIN_SECONDS = 600
"""With the base image of the guests still to be made."""


__all__ = ["opened"]

_REASON = why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON or "can run here")


def plot_in_chromium(url: str, folder: Path) -> None:
    """What the browser does with the address that it was to open: log in, draw a plot."""
    key = public_key_hash(served_certificate(url))
    with chromium(folder / "profile", key) as browser:
        lab = Lab(browser)
        lab.log_in(url, TYPED)
        lab.new_notebook()
        lab.run_cell(["import matplotlib.pyplot as plt", "plt.plot([1, 4, 9, 16])"])
        assert len(lab.picture()) > 5_000, "a plot with axes, not an empty picture"


def change_password(user: User, window: MainWindow) -> None:
    """It is done when Kumonote itself has logged in with the new one."""
    user.choose_from_menu(window, f"more:{NAME}", f"new-login:{NAME}")
    user.wait(lambda: isinstance(QApplication.activeModalWidget(), NewPasswordDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewPasswordDialog)
    for field in ("password", "password-again"):
        user.type_into(dialog, field, "another-lantern-velvet-43")
    user.press(dialog, "go-on")
    user.wait(lambda: state(window, NAME) is None)
    user.wait(lambda: state(window, NAME) is ServerState.RUNNING)
    user.choose_from_menu(window, f"more:{NAME}", f"log:{NAME}")
    shown = window.work.log_of(NAME)
    assert shown is not None
    user.wait(lambda: "got a plot back" in shown.view.log.whole_log())
    shown.close()


def change_certificate(user: User, window: MainWindow) -> None:
    """A file of one's own must be chosen before it can be agreed to; here the server makes one."""

    def fingerprint() -> str:
        card = window.servers.card(NAME)
        return card.server.certificate_sha256 if card is not None else ""

    before = fingerprint()
    user.choose_from_menu(window, f"more:{NAME}", f"new-certificate:{NAME}")
    user.wait(lambda: isinstance(QApplication.activeModalWidget(), NewCertificateDialog))
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewCertificateDialog)
    for kind, agreed in (("file", False), ("self-signed", True)):
        button = dialog.findChild(QRadioButton, f"certificate:{kind}")
        assert isinstance(button, QRadioButton)
        button.click()
        assert user.can_press(dialog, "go-on") is agreed
    user.press(dialog, "go-on")
    user.wait(lambda: state(window, NAME) is None)
    user.wait(lambda: state(window, NAME) is ServerState.RUNNING)
    user.wait(lambda: fingerprint() not in ("", before))  # the servers are listed anew


def save_upload_and_delete(user: User, window: MainWindow, folder: Path) -> None:
    """Files there and back; one that differs is replaced only when the user says so."""
    data = folder / "measured.csv"
    data.write_text("1,2\n")
    user.choose_from_menu(window, f"more:{NAME}", f"upload-files:{NAME}")
    choose(user, window, data)
    assert told_at_the_end(user, window) == "1 file was copied (0.0 MiB)."

    data.write_text("1,2\n3,4\n")
    user.choose_from_menu(window, f"more:{NAME}", f"upload-files:{NAME}")
    choose(user, window, data)
    card = window.servers.card(NAME)
    assert card is not None
    user.wait(lambda: "measured.csv" in words_on(card.problem))
    user.press(card.problem, "act")
    assert told_at_the_end(user, window) == "1 file was copied (0.0 MiB)."

    user.will_answer("save-and-delete")
    user.choose_from_menu(window, f"more:{NAME}", f"delete:{NAME}")
    choose(user, window, folder)
    saved = folder / f"{NAME}-notebooks"
    assert str(saved) in told_at_the_end(user, window)
    assert (saved / "measured.csv").read_text() == "1,2\n3,4\n"
    assert (saved / "samples" / "plots.ipynb").is_file()
    user.wait(lambda: window.servers.card(NAME) is None)


def test_create_open_stop_close_reopen_start_delete(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths, opened: Opened, tmp_path: Path
) -> None:
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    wizard = filled_wizard(user, window)
    user.press(wizard, "next")
    user.wait(lambda: wizard.here == "create")
    user.press(wizard, "show-log")
    log = wizard.create_page.work.log.findChild(QPlainTextEdit, "log")
    assert isinstance(log, QPlainTextEdit)
    user.wait(lambda: 0 < wizard.create_page.work.progress.permille < 1000)
    user.wait(lambda: "SHA256" in log.toPlainText())
    user.wait(lambda: wizard.here == "done", seconds=CREATED_WITHIN_SECONDS)
    user.press(wizard, "open-notebook")
    assert opened.urls == [wizard.done_page.address]
    user.press_key(wizard, Qt.Key.Key_Escape)
    user.wait(lambda: not wizard.isVisible())
    plot_in_chromium(opened.urls[0], tmp_path)

    user.wait(lambda: state(window, NAME) is ServerState.RUNNING)
    user.wait(lambda: "Ubuntu · 2 cores, 8 GB · Japan East" in words_on(window))
    user.wait(lambda: "$" in words_on(window))
    user.press(window, f"open:{NAME}")
    assert opened.urls[0] == opened.urls[1]
    user.choose_from_menu(window, f"more:{NAME}", f"log:{NAME}")
    shown = window.work.log_of(NAME)
    assert shown is not None
    user.wait(lambda: bool(shown.view.log.whole_log()))
    QTest.keyClick(shown.tabs.tabBar(), Qt.Key.Key_Right)
    user.wait(lambda: bool(shown.console.log.whole_log()))
    shown.close()
    user.press(window, f"stop:{NAME}")
    user.wait(lambda: state(window, NAME) is ServerState.STOPPED)
    window.close()
    shell.close()

    again = Shell(qapp, practice_paths)
    window = again.open(practice=True)
    user.wait(lambda: state(window, NAME) is ServerState.STOPPED)
    user.press(window, f"start:{NAME}")
    user.wait(lambda: state(window, NAME) is ServerState.RUNNING)
    change_password(user, window)
    change_certificate(user, window)
    save_upload_and_delete(user, window, tmp_path)
    user.wait(lambda: user.can_press(window, "first"))
    window.close()
    again.close()
