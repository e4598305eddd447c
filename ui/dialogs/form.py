"""A dialog that asks for something: what it asks for, and two buttons."""

from __future__ import annotations

from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.text import Text, text
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button


class FormDialog(QDialog):
    """Words, a body, and two buttons: Cancel, and one that is off until the body is right."""

    def __init__(self, title: Text, go_on: Text, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, title)
        self.body = QVBoxLayout()
        cancel = Button(text("Cancel"))
        cancel.clicked.connect(self.reject)
        self.go_on = Button(go_on, kind="primary")
        self.go_on.setObjectName("go-on")
        self.go_on.setDefault(True)
        self.go_on.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self.go_on)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addLayout(self.body, 1)
        column.addLayout(foot)
