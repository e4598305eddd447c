"""Cards: a frame for one thing, and a choice among a few that is a real radio button."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QRadioButton, QVBoxLayout, QWidget

from app.text import Text
from ui.theme import SPACE
from ui.widgets.words import Badge, Label, restyle


class Card(QFrame):
    """A bordered frame with the usual margins."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "card")
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(SPACE * 3 // 2, SPACE, SPACE * 3 // 2, SPACE)
        self.column.setSpacing(SPACE // 2)


class Notice(Card):
    """A card for something to mind."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("kind", "notice")


class ChoiceCard(Card):
    """One of several choices. The radio button takes the focus; a click anywhere chooses.

    Put all cards of one choice into one parent: Qt makes the radio buttons exclusive only
    among siblings, so `group` is a `QButtonGroup` that the page makes.
    """

    def __init__(
        self,
        title: Text,
        lines: tuple[Text, ...],
        *,
        badge: Text | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.column.setContentsMargins(SPACE, SPACE, SPACE, SPACE)  # several stand side by side
        self.button = QRadioButton()
        self._title = Label(title, heading=1)
        self._title.setBuddy(self.button)
        self._lines = [Label(line, role="muted") for line in lines]
        head = QHBoxLayout()
        head.addWidget(self.button)
        head.addWidget(self._title, 1)
        if badge is not None:
            head.addWidget(Badge(badge, "good"))
        self.column.addLayout(head)
        for line in self._lines:
            self.column.addWidget(line)
        self.column.addStretch()
        self.button.toggled.connect(self._show_choice)
        self._show_choice(False)

    def say_line(self, place: int, words: Text) -> None:
        """Say something else in the line at `place`, counted from 0."""
        self._lines[place].say(words)
        self._show_choice(self.button.isChecked())

    def _show_choice(self, chosen: bool) -> None:
        restyle(self, "chosen", "true" if chosen else "false")
        self.button.setAccessibleName(self._title.text())
        self.button.setAccessibleDescription(" ".join(line.text() for line in self._lines))

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if self.button.isEnabled():
            self.button.setFocus(Qt.FocusReason.MouseFocusReason)
            self.button.setChecked(True)
        super().mousePressEvent(event)
