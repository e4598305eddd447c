"""What every page of the wizard is: a heading, a lead, a body, and words beside its fields."""

from __future__ import annotations

from collections.abc import Mapping
from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QVBoxLayout, QWidget

from app.text import Text, verbatim
from app.wizard.answers import Answers
from ui.theme import SPACE
from ui.widgets.words import Label, caption


class Complaint(Label):
    """The sentence beside a field. It takes room only while it has something to say."""

    def __init__(self) -> None:
        super().__init__(verbatim(""), role="bad")
        self.hide()

    def complain(self, sentence: Text | None) -> None:
        """Show `sentence`, and have screen readers say it; None takes it away."""
        if sentence is None:
            self.hide()
            return
        said_before = self.isVisible() and self.text() == str(sentence)
        self.say(sentence)
        self.show()
        if not said_before:
            QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))


class WizardPage(QScrollArea):
    """Shows a part of the answers and says when the user changed it.

    A subclass builds its widgets into `self.body`, fills them in `show_answers`, reads them
    in `edited`, and calls `self.changed.emit()` when the user changed something.
    """

    FILLS: ClassVar[bool] = False
    """Whether the body takes all the height that there is."""

    changed = Signal()
    hindered = Signal()
    """What `hindrance` says may be another."""

    def __init__(self, title: Text, lead: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("scroll")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its fields take the focus
        inside = QWidget()
        inside.setObjectName("scrolled")
        column = QVBoxLayout(inside)
        column.setContentsMargins(SPACE * 5 // 2, SPACE * 2, SPACE * 5 // 2, SPACE * 2)
        column.setSpacing(SPACE)
        self.heading = Label(title, heading=2)
        self.lead = Label(lead, role="muted")
        column.addWidget(self.heading)
        column.addWidget(self.lead)
        column.addSpacing(SPACE // 2)
        self.body = QVBoxLayout()
        self.body.setSpacing(SPACE)
        column.addLayout(self.body, 1 if self.FILLS else 0)
        if not self.FILLS:
            column.addStretch(1)
        self._complaints: dict[str, Complaint] = {}
        self.setWidget(inside)

    @property
    def hindrance(self) -> Text | None:
        """Why the page itself does not let go on yet, beside what is wrong with the answers."""
        return None

    def show_answers(self, answers: Answers) -> None:
        """Fill the widgets from `answers`, without emitting `changed`."""

    def edited(self, answers: Answers) -> Answers:
        """`answers` with this page's part as the user left it."""
        return answers

    def complain(self, sentences: Mapping[str, Text]) -> None:
        """Show the sentence of each field ("endpoint.public_port") beside it."""
        for field, complaint in self._complaints.items():
            complaint.complain(sentences.get(field))

    def place(self, field: str, words: Text, widget: QWidget) -> QVBoxLayout:
        """A caption, the widget and the place for its complaint, one below the other."""
        column = QVBoxLayout()
        column.setSpacing(SPACE // 2)
        column.addWidget(caption(words, widget))
        column.addWidget(widget)
        column.addWidget(self.complaint(field))
        return column

    def complaint(self, field: str) -> Complaint:
        """The place for what is wrong with `field`."""
        return self._complaints.setdefault(field, Complaint())


def two_columns(*cells: QVBoxLayout) -> QGridLayout:
    """The `cells` side by side, two a row, all of one width."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE)
    grid.setVerticalSpacing(SPACE)
    for place, cell in enumerate(cells):
        cell.addStretch()
        grid.addLayout(cell, place // 2, place % 2)
    grid.setColumnStretch(0, 1)
    grid.setColumnStretch(1, 1)
    return grid
