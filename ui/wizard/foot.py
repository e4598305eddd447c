"""The foot of the wizard: out, back, on, and why Next is off."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.words import Button, Label


@dataclass(frozen=True)
class Ways:
    """What can be done from a page. `why_not` says why Next is off; None while it is on.

    `over`: there is no way back or on any more, only to the notebook, once it is `ready`.
    """

    back: bool
    creates: bool
    why_not: Text | None
    over: bool = False
    working: bool = False
    ready: bool = False


class Foot(QFrame):
    """Its buttons, each with an Alt key. `stop` stands in for `leave` while work runs."""

    leave = Signal()
    stop = Signal()
    back = Signal()
    on = Signal()
    open_notebook = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("foot")
        self._working = False
        self._cancel = Button(text("Cancel"))
        self._cancel.setObjectName("cancel")
        self._cancel.clicked.connect(self._go_out)
        self._back = Button(text("&Back"))
        self._back.setObjectName("back")
        self._back.clicked.connect(self.back)
        self.next = Button(text("&Next"), kind="primary")
        self.next.setObjectName("next")
        self.next.clicked.connect(self.on)
        self.open = Button(text("&Open notebook"), kind="primary")
        self.open.setObjectName("open-notebook")
        self.open.clicked.connect(self.open_notebook)
        self._why = Label(verbatim(""), role="muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        row.setSpacing(SPACE)
        row.addWidget(self._cancel)
        row.addWidget(self._why, 1)
        row.addWidget(self._back)
        row.addWidget(self.next)
        row.addWidget(self.open)

    def show_ways(self, ways: Ways) -> None:
        """Offer exactly these ways; have screen readers say why Next is off."""
        self._working = ways.working
        self._back.setVisible(ways.back and not ways.over)
        self.next.setVisible(not ways.over)
        self.next.say(text("&Create") if ways.creates else text("&Next"))
        self.next.setEnabled(ways.why_not is None)
        self.open.setVisible(ways.over)
        self.open.setEnabled(ways.ready)
        self._cancel.say(_way_out(ways))
        why = verbatim("") if ways.why_not is None or ways.over else ways.why_not
        self.next.setAccessibleDescription(str(why))
        if self._why.text() != str(why):
            self._why.say(why)
            if self._why.text():
                told = QAccessibleEvent(self._why, QAccessible.Event.Alert)
                QAccessible.updateAccessibility(told)

    def _go_out(self) -> None:
        if self._working:
            self.stop.emit()
        else:
            self.leave.emit()


def _way_out(ways: Ways) -> Text:
    if ways.working:
        return text("&Stop and clean up…")
    return text("&Close") if ways.over else text("Cancel")
