"""A creation that was stopped: it asks for its password, and can be taken back."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.server import ServerState
from tests.ui.practice_window import NAME, filled_wizard, state
from tests.ui.windows import User
from ui.dialogs.secrets import PasswordDialog
from ui.shell import Shell


def test_stopped_continued_without_password_and_removed(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths
) -> None:
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    wizard = filled_wizard(user, window)
    user.press(wizard, "next")
    user.wait(lambda: wizard.create_page.work.progress.permille > 0)
    user.will_answer("stay")
    assert not wizard.close()
    user.will_answer("stop")
    assert not wizard.close()
    user.wait(lambda: user.can_press(wizard, "remove"))
    assert wizard.close()
    user.wait(lambda: state(window, NAME) is ServerState.INCOMPLETE)

    user.will_leave(PasswordDialog)
    user.press(window, f"continue:{NAME}")
    user.wait(lambda: PasswordDialog in user.dialogs)
    user.wait(lambda: state(window, NAME) is ServerState.INCOMPLETE)

    user.will_answer("yes")
    user.press(window, f"remove:{NAME}")
    user.wait(lambda: window.servers.card(NAME) is None)
    window.close()
    shell.close()


def test_stop_and_clean_up_names_what_goes_and_leaves_the_answers(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths
) -> None:
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    wizard = filled_wizard(user, window)
    user.press(wizard, "next")
    user.wait(lambda: wizard.create_page.work.progress.permille > 0)
    user.will_answer("clean-up", "yes")
    assert not wizard.close()
    user.wait(lambda: wizard.here == "review")
    assert "Public address" in user.questions[-1]
    assert wizard.answers.name == NAME
    assert wizard.password_page.password.reveal()
    user.wait(lambda: window.servers.card(NAME) is None, seconds=240)
    wizard.close()
    window.close()
    shell.close()
