"""One line of words that gives way where room is short."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from app.text import Text
from ui.widgets.words import Label

_FEWEST_LETTERS = 6


class Elided(Label):
    """Cut in the middle where it does not fit; the whole is its tip, and what is read out.

    An address or a name may be far longer than any other, and must not widen the window.
    """

    def __init__(
        self, words: Text, *, role: str = "", heading: int = 0, parent: QWidget | None = None
    ) -> None:
        super().__init__(words, role=role, heading=heading, parent=parent)
        self.setWordWrap(False)

    def minimumSizeHint(self) -> QSize:
        whole = super().sizeHint()
        few = self.fontMetrics().averageCharWidth() * _FEWEST_LETTERS
        return QSize(min(whole.width(), few), whole.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._fits():
            super().paintEvent(event)
            return
        place = self.contentsRect()
        shown = self.fontMetrics().elidedText(
            self.text(), Qt.TextElideMode.ElideMiddle, place.width()
        )
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            place,
            int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter),
            self.palette(),
            self.isEnabled(),
            shown,
            self.foregroundRole(),
        )
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._tell_whole()

    def _show(self) -> None:
        super()._show()
        self._tell_whole()

    def _tell_whole(self) -> None:
        self.setToolTip("" if self._fits() else self.text())

    def _fits(self) -> bool:
        return super().sizeHint().width() <= self.width()
