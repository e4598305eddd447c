"""What a second copy of the program says before it ends."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from app.text import Text, text


def wants_the_first() -> bool:
    """Say that Kumonote is open already; whether the user wants to see that window."""
    box = _box(
        text("Kumonote is open already."),
        text("Two windows would not know of each other's work. You can go on in the open one."),
    )
    show = box.addButton(str(text("Show it")), QMessageBox.ButtonRole.AcceptRole)
    show.setObjectName("answer:show")
    close = box.addButton(str(text("Close")), QMessageBox.ButtonRole.RejectRole)
    close.setObjectName("answer:close")
    box.setDefaultButton(show)
    box.setEscapeButton(close)
    box.exec()
    wanted = box.clickedButton() is show
    box.deleteLater()
    return wanted


def tell_no_answer() -> None:
    """Say that the open window does not take anything."""
    box = _box(
        text("Kumonote is open already, but it does not answer."),
        text(
            "Wait a moment and try again. If it stays like this, end the other Kumonote: what it "
            "was doing goes on afterwards when you press Continue."
        ),
    )
    close = box.addButton(str(text("Close")), QMessageBox.ButtonRole.AcceptRole)
    close.setObjectName("answer:close")
    box.setEscapeButton(close)
    box.exec()
    box.deleteLater()


def _box(title: Text, words: Text) -> QMessageBox:
    box = QMessageBox()
    box.setObjectName("question")
    box.setIcon(QMessageBox.Icon.Information)
    box.setWindowTitle("Kumonote")
    box.setTextFormat(Qt.TextFormat.PlainText)
    box.setText(str(title))
    box.setInformativeText(str(words))
    return box
