"""The column of a card that says what a server costs, or how far the work on it is."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from app.catalogue import Prices
from app.engine.events import Event, Progress
from app.money import per_hour
from app.server import ServerState
from app.text import Text, text, verbatim
from ui.servers.states import UNFINISHED
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.progress_list import time_left
from ui.widgets.words import Label

BAR_WIDTH = 152
_AT_REST = frozenset({ServerState.STOPPED})
_GOING = frozenset({ServerState.DELETING})


class MoneyColumn(QWidget):
    """Two short lines to the right: a price and what it is for. Or a bar and the time left."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._price = _line("")
        self._what = _line("muted")
        self.bar = QProgressBar()
        self.bar.setObjectName("overall")
        self.bar.setRange(0, 1000)
        self.bar.setTextVisible(False)
        self.bar.setFixedWidth(BAR_WIDTH)
        follow(self.bar, self.bar.setAccessibleName, text("Progress of {name}", name=name))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 3)
        column.addStretch()
        column.addWidget(self.bar, alignment=Qt.AlignmentFlag.AlignRight)
        column.addWidget(self._price)
        column.addWidget(self._what)
        column.addStretch()
        self.show_prices(None, ServerState.STOPPED)

    def show_prices(self, prices: Prices | None, state: ServerState) -> None:
        """What an hour costs in `state`; nothing as long as it is not known."""
        self.bar.hide()
        amount, what = _cost(prices, state)
        self._say(self._price, amount)
        self._say(self._what, what)

    def begin(self) -> None:
        """Show a bar instead, at its start."""
        self.bar.setValue(0)
        self.bar.show()
        self._say(self._price, None)
        self._say(self._what, text("Starting…"))

    def hear(self, events: Sequence[Event]) -> None:
        """Move the bar as far as the last of `events` says."""
        latest = next((e for e in reversed(events) if isinstance(e, Progress)), None)
        if latest is not None:
            self.bar.setValue(round(latest.fraction * 1000))
            self._say(self._what, time_left(latest.seconds_left))

    @staticmethod
    def _say(line: Label, words: Text | None) -> None:
        line.setVisible(words is not None)
        line.say(words or verbatim(""))


def cost_now(prices: Prices | None, state: ServerState) -> float | None:
    """What an hour in `state` costs; None if that is not known."""
    if prices is None or state in _GOING:
        return None
    return prices.stopped() if state in _AT_REST else prices.running()


def _cost(prices: Prices | None, state: ServerState) -> tuple[Text | None, Text | None]:
    amount = cost_now(prices, state)
    if prices is None or amount is None:
        return None, None
    words = per_hour(amount, prices.currency)
    if state in _AT_REST:
        return words, text("for disk and address")
    if state in UNFINISHED:  # there may be no machine yet
        return text("up to {price}", price=words), None
    return words, None


def _line(role: str) -> Label:
    line = Label(verbatim(""), role=role)
    line.setWordWrap(False)
    line.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return line
