"""What stands where no server is: an invitation to make the first one, or to sign in."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.text import Text, text
from ui.icons import icon_path
from ui.theme import SPACE
from ui.widgets.words import Button, Label

_PURPOSE = text(
    "Kumonote makes a Jupyter notebook server in your own Azure account. "
    "It takes nine short pages; the price is always in sight."
)


class Invitation(QWidget):
    """A picture, words and one button; below it the way to practice mode, where it is one."""

    accepted = Signal()
    practice_asked = Signal()

    def __init__(
        self, title: Text, invite: Text, *, name: str, practice: bool, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 4, SPACE * 4, SPACE * 4, SPACE * 3)
        column.setSpacing(SPACE)
        centre = Qt.AlignmentFlag.AlignHCenter
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(96, 96)
        column.addWidget(cloud, alignment=centre)
        for label in (Label(title, heading=2), Label(_PURPOSE, role="muted")):
            label.setAlignment(centre)
            column.addWidget(label)
        first = Button(invite, kind="primary")
        first.setObjectName(name)
        first.clicked.connect(self.accepted)
        column.addWidget(first, alignment=centre)
        if not practice:
            practise = Button(text("Try it without an account: practice mode"), kind="link")
            practise.setObjectName(f"practise-{name}")
            practise.clicked.connect(self.practice_asked)
            column.addWidget(practise, alignment=centre)
