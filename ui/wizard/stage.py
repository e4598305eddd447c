"""One step in the sidebar: a round badge that is drawn, and its title."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from app.text import Text, text
from ui.theme import SPACE, theme_now
from ui.widgets.language import follow
from ui.widgets.words import Label, restyle

HEIGHT = 40
_BADGE = 22


class Place(Enum):
    """Where a step lies. The badge shows a check, a filled number, or an outlined one."""

    DONE = "done"
    HERE = "here"
    LATER = "later"


_ROLES = {Place.DONE: "", Place.HERE: "here", Place.LATER: "muted"}
_SPOKEN = {Place.DONE: text("done"), Place.HERE: text("here"), Place.LATER: text("later")}


class _Badge(QWidget):
    """Drawn, so that it is sharp at any scale and told apart without its colour."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self._number = number
        self._place = Place.LATER
        self.setFixedSize(_BADGE, _BADGE)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_place(self, place: Place) -> None:
        self._place = place
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        del event
        theme = theme_now()
        filled = {Place.DONE: theme.good, Place.HERE: theme.accent}.get(self._place)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        circle = QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75)
        painter.setPen(QPen(QColor(filled or theme.muted), 1.5))
        painter.setBrush(QColor(filled or theme.card))
        painter.drawEllipse(circle)
        if self._place is Place.DONE:
            self._check(painter, QColor(theme.window))
        else:
            painter.setPen(QColor(theme.on_accent if filled else theme.muted))
            font = self.font()
            font.setPixelSize(12)
            font.setBold(filled is not None)
            painter.setFont(font)
            painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, str(self._number))
        painter.end()

    @staticmethod
    def _check(painter: QPainter, colour: QColor) -> None:
        pen = QPen(colour, 2)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
        painter.setPen(pen)
        points = [QPointF(x * _BADGE, y * _BADGE) for x, y in ((0.3, 0.52), (0.44, 0.66))]
        painter.drawPolyline(QPolygonF([*points, QPointF(0.7 * _BADGE, 0.36 * _BADGE)]))


class Stage(QPushButton):
    """A step as a button, whose accessible name says its number and where it lies."""

    def __init__(self, number: int, page: str, title: Text) -> None:
        super().__init__()
        self._number = number
        self._words = title
        self.setObjectName(f"stage:{page}")
        self.setProperty("kind", "stage")
        self.setAutoDefault(False)
        self.setMinimumHeight(HEIGHT)
        self._badge = _Badge(number)
        self._title = Label(title)
        self._title.setWordWrap(False)
        self._title.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE * 3 // 2, 0, SPACE // 2, 0)
        row.setSpacing(SPACE)
        row.addWidget(self._badge)
        row.addWidget(self._title, 1)
        self._spoken = follow(self, self.setAccessibleName, title)
        self.show_place(Place.LATER, reachable=False)

    def show_place(self, place: Place, *, reachable: bool) -> None:
        """`reachable`: whether it can be clicked."""
        self._badge.show_place(place)
        restyle(self, "here", "true" if place is Place.HERE else "false")
        self._title.set_role(_ROLES[place])
        self.setEnabled(reachable)
        self._spoken.say(
            text(
                "{title}, step {number}, {state}",
                title=self._words,
                number=self._number,
                state=_SPOKEN[place],
            )
        )

    def sizeHint(self) -> QSize:
        inside = self.layout()
        return inside.sizeHint() if inside is not None else super().sizeHint()
