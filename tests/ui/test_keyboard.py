"""The whole wizard with the keyboard alone, in practice mode, until the notebook opens."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.server import ServerState
from tests.ui.opened import Opened, opened
from tests.ui.practice_window import TYPED, state, wizard_of
from tests.ui.windows import User
from ui.shell import Shell
from ui.wizard.window import WizardWindow

__all__ = ["opened"]
NAME = "typed-by-keyboard"
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier
CREATED_WITHIN_SECONDS = 600


class Keyboard:
    """Keys for whatever has the focus. Without a mouse, the focus is all there is."""

    def __init__(self, user: User, window: QWidget) -> None:
        self._user = user
        self._window = window

    def press(self, key: Qt.Key, *, alt: bool = False) -> None:
        modifier = ALT if alt else Qt.KeyboardModifier.NoModifier
        QTest.keyClick(self._window.windowHandle(), key, modifier)

    def write(self, words: str) -> None:
        focused = QApplication.focusWidget()
        assert focused is not None
        QTest.keyClicks(focused, words)

    def tab_to(self, name: str) -> None:
        for _ in range(60):
            focused = QApplication.focusWidget()
            if focused is not None and focused.objectName() == name:
                return
            self.press(Qt.Key.Key_Tab)
        raise AssertionError(f"Tab does not lead to {name}")


def next_page(user: User, keys: Keyboard, wizard: WizardWindow, page: str) -> None:
    user.wait(lambda: user.can_press(wizard, "next"))
    keys.press(Qt.Key.Key_N, alt=True)
    user.wait(lambda: wizard.here == page)


@pytest.mark.timeout(900)
def test_a_server_is_made_with_the_keyboard_alone(
    qtbot: QtBot,
    qapp: QApplication,
    practice_paths: Paths,
    opened: Opened,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("KUMONOTE_PRACTICE_GUEST", "reduced")
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    user.wait(lambda: user.can_press(window, "first"), seconds=60)
    window.activateWindow()
    user.wait(window.isActiveWindow)
    on_main = Keyboard(user, window)
    on_main.press(Qt.Key.Key_N, alt=True)
    user.wait(lambda: bool(window.walks))
    wizard = wizard_of(window)
    user.wait(wizard.isActiveWindow)
    keys = Keyboard(user, wizard)
    user.wait(lambda: bool(wizard.answers.endpoint.my_address), seconds=60)

    next_page(user, keys, wizard, "system")
    next_page(user, keys, wizard, "endpoint")
    keys.press(Qt.Key.Key_M, alt=True)  # the caption of the name
    keys.press(Qt.Key.Key_Home)
    QTest.keyClick(wizard.windowHandle(), Qt.Key.Key_End, SHIFT)
    keys.write(NAME)
    assert wizard.answers.name == NAME
    keys.press(Qt.Key.Key_Return)  # Enter is Next
    user.wait(lambda: wizard.here == "password")
    keys.write(TYPED)
    keys.tab_to("password-again")
    keys.write(TYPED)
    keys.press(Qt.Key.Key_B, alt=True)
    user.wait(lambda: wizard.here == "endpoint")
    assert wizard.answers.name == NAME
    next_page(user, keys, wizard, "password")
    assert wizard.password_page.password.reveal() == TYPED
    next_page(user, keys, wizard, "certificate")
    keys.tab_to("certificate:self-signed")
    keys.press(Qt.Key.Key_Down)
    user.wait(lambda: not user.can_press(wizard, "next"))  # a file is to be chosen
    keys.press(Qt.Key.Key_Up)
    next_page(user, keys, wizard, "software")
    keys.tab_to("samples")
    keys.press(Qt.Key.Key_Space)
    assert not wizard.answers.software.samples
    next_page(user, keys, wizard, "review")
    keys.tab_to("show-plan")
    keys.press(Qt.Key.Key_Space)
    user.wait(lambda: user.can_press(wizard, "next"), seconds=60)
    keys.press(Qt.Key.Key_C, alt=True)
    user.wait(lambda: wizard.here == "create")
    user.wait(lambda: wizard.here == "done", seconds=CREATED_WITHIN_SECONDS)

    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "open-notebook"
    keys.press(Qt.Key.Key_Return)
    user.wait(lambda: opened.urls == [wizard.done_page.address])
    keys.press(Qt.Key.Key_Escape)
    user.wait(lambda: not wizard.isVisible())
    user.wait(lambda: state(window, NAME) is ServerState.RUNNING)
    window.close()
    shell.close()
    assert QDesktopServices is not None
