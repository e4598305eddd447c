"""Files as a user of the window chooses them, and what is then said about them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLineEdit, QMessageBox, QWidget

from tests.ui.windows import User


def choose(user: User, window: QWidget, path: Path) -> None:
    """Type the path into the dialog that comes up, and press Enter."""

    def fields() -> list[QLineEdit]:
        dialogs = [d for d in window.findChildren(QFileDialog, "files") if d.isVisible()]
        return [f for d in dialogs for f in d.findChildren(QLineEdit, "fileNameEdit")]

    user.wait(lambda: bool(fields()))
    field = fields()[0]
    field.setText(str(path))
    QTest.keyClick(field, Qt.Key.Key_Return)


def told_at_the_end(user: User, window: QWidget) -> str:
    """What a message about finished work says; it is closed."""

    def messages() -> list[QMessageBox]:
        return [box for box in window.findChildren(QMessageBox) if box.isVisible()]

    user.wait(lambda: bool(messages()))
    box = messages()[0]
    words = box.informativeText()
    user.press(box, "answer:close")
    user.wait(lambda: not messages())
    return words
