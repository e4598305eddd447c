"""The application as a user drives it: with real mouse and keyboard events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QMenu,
    QMessageBox,
    QPushButton,
    QWidget,
)
from pytestqt.exceptions import TimeoutError as NotInTimeError

from tests.shared.waiting import PATIENCE_SECONDS


def words_on(window: QWidget) -> str:
    """All words of labels that can be seen."""
    return "\n".join(label.text() for label in window.findChildren(QLabel) if label.isVisible())


def _screen() -> str:
    """The words of every window that can be seen."""
    windows = [window for window in QApplication.topLevelWidgets() if window.isVisible()]
    return "\n".join(f"{type(w).__name__} {w.windowTitle()!r}: {words_on(w)!r}" for w in windows)


class Patience(Protocol):
    """How time passes until something is to be seen: pytest-qt's `QtBot` for one."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int) -> None:
        """Raises pytest-qt's `TimeoutError` after `timeout` milliseconds."""


class User:
    """Presses and types; waits until what it looks for is there and can be pressed."""

    def __init__(self, patience: Patience) -> None:
        self._patience = patience
        self.questions: list[str] = []
        """The words of every question that was answered."""
        self.dialogs: list[type[QWidget]] = []
        """What else came up."""

    def wait(self, seen: Callable[[], bool], *, seconds: float = PATIENCE_SECONDS) -> None:
        try:
            self._patience.waitUntil(seen, timeout=round(seconds * 1000))
        except NotInTimeError as error:
            raise AssertionError(f"not seen within {seconds} s; there is\n{_screen()}") from error

    def press(self, window: QWidget, name: str, *, seconds: float = PATIENCE_SECONDS) -> None:
        """Click the button called `name` with the mouse."""
        self.wait(lambda: self.can_press(window, name), seconds=seconds)
        QTest.mouseClick(self.button(window, name), Qt.MouseButton.LeftButton)

    def can_press(self, window: QWidget, name: str) -> bool:
        """What is shown has no height before its layout is made: a click would be lost."""
        found = window.findChild(QPushButton, name)
        if not isinstance(found, QPushButton) or found.size().isEmpty():
            return False
        return found.isVisible() and found.isEnabled()

    def button(self, window: QWidget, name: str) -> QPushButton:
        visible = [b for b in window.findChildren(QPushButton, name) if b.isVisible()]
        assert visible, name
        return visible[-1]

    def type_into(self, window: QWidget, name: str, words: str) -> None:
        """Replace what stands in the field called `name`."""
        field = window.findChild(QLineEdit, name)
        assert isinstance(field, QLineEdit)
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, words)

    def press_key(self, window: QWidget, key: Qt.Key) -> None:
        QTest.keyClick(window.windowHandle(), key)

    def choose_from_menu(self, window: QWidget, button: str, entry: str) -> None:
        """Open the menu of a button and click one of its entries."""
        self.press(window, button)
        menu = self.button(window, button).findChild(QMenu)
        assert isinstance(menu, QMenu)
        self.wait(menu.isVisible)
        action = next(a for a in menu.actions() if a.objectName() == entry)
        QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())

    def will_answer(self, *answers: str) -> None:
        """Press the buttons `answers` of the questions that come up next, one after another."""
        _Answers([f"answer:{answer}" for answer in answers], self.questions, self.dialogs)

    def will_leave(self, dialog: type[QWidget]) -> None:
        """Press Escape in the next dialog of this kind, whatever else comes up."""
        _Answers([dialog], self.questions, self.dialogs)


class _Answers(QTimer):
    """Looks for each question until it is there: the question holds up the test itself."""

    def __init__(
        self,
        answers: Sequence[str | type[QWidget]],
        questions: list[str],
        dialogs: list[type[QWidget]],
    ) -> None:
        super().__init__(QApplication.instance())
        self._answers = list(answers)
        self._questions = questions
        self._dialogs = dialogs
        self.setInterval(50)
        self.timeout.connect(self._look)
        self.start()

    def _look(self) -> None:
        window = QApplication.activeModalWidget()
        if window is None:
            return
        answer = self._answers[0]
        found = window.findChild(QPushButton, answer) if isinstance(answer, str) else None
        leaves = not isinstance(answer, str) and isinstance(window, answer)
        if not isinstance(found, QPushButton) and not leaves:
            return
        self._answers.pop(0)
        if not self._answers:
            self.stop()
            self.deleteLater()
        self._dialogs.append(type(window))
        if isinstance(window, QMessageBox):
            self._questions.append(f"{window.text()} {window.informativeText()}")
        if isinstance(found, QPushButton):
            QTest.mouseClick(found, Qt.MouseButton.LeftButton)
        else:
            QTest.keyClick(window, Qt.Key.Key_Escape)
