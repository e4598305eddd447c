"""Cards one below the other, of which only those near the view are there.

A card is a dozen widgets; a thousand of them take seconds to make and much memory. So each row
keeps what its card shows, and a card is made when its row comes near the view and given up when
it is far, unless it holds what cannot be made again: work in progress, a problem, the focus.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Final

from PySide6.QtCore import QEvent, QObject, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QScrollArea, QWidget

from app.catalogue import Prices, Size
from app.server import Server, ServerState
from ui.servers.money_column import cost_now
from ui.servers.server_card import ServerCard
from ui.theme import SPACE

_NEAR: Final = 1.0
"""How many heights of the view above and below it cards are kept ready."""
_FAR: Final = 3.0
"""And from how many on they are given up."""
_USUAL_HEIGHT: Final = 88


@dataclass
class _Row:
    """What a card shows, so that it can be made again."""

    server: Server
    prices: Prices | None = None
    details: tuple[str, Size | None] | None = None
    kept: bool = False
    card: ServerCard | None = None
    height: int = 0
    """As measured last; 0 as long as it is not known."""

    @property
    def shape(self) -> tuple[ServerState, bool]:
        """What the height of a card depends on, as long as it is not made."""
        return self.server.state, self.kept


class CardList(QWidget):
    """`asked` and `acted` are those of the cards, with their `Server`."""

    asked = Signal(object, object)
    acted = Signal(object, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: dict[str, _Row] = {}
        self._order: list[_Row] = []
        self._usual: dict[tuple[ServerState, bool], int] = {}
        self._tops: list[int] = [0]
        self._scroll: QScrollArea | None = None
        self._making = QTimer(self, interval=0, singleShot=True)
        self._making.timeout.connect(self._make_one)

    def watch(self, scroll: QScrollArea) -> None:
        """Follow what `scroll`, in which this list is, lets the user see."""
        self._scroll = scroll
        scroll.verticalScrollBar().valueChanged.connect(self._follow)
        scroll.viewport().installEventFilter(self)

    def show_servers(self, servers: Sequence[Server]) -> None:
        """Show exactly `servers`, in this order."""
        before, self._rows = self._rows, {}
        for server in servers:
            row = before.pop(server.name, None) or _Row(server)
            shape, row.server = row.shape, server
            self._rows[server.name] = row
            if row.card is not None:
                row.card.show_server(server)
            elif row.shape != shape:
                row.height = 0
        for gone in before.values():
            self._give_up(gone)
        self._order = list(self._rows.values())
        self._place()
        self._follow()

    def show_prices(self, name: str, prices: Prices) -> None:
        row = self._rows.get(name)
        if row is not None and row.prices != prices:
            row.prices = prices
            if row.card is not None:
                row.card.show_prices(prices)

    def show_details(self, name: str, region: str, size: Size | None) -> None:
        row = self._rows.get(name)
        if row is not None and row.details != (region, size):
            row.details = region, size
            if row.card is not None:
                row.card.show_details(region, size)

    def keep(self, name: str) -> None:
        """Leave an unfinished server as it is, and say no more about it."""
        row = self._rows.get(name)
        if row is not None:
            row.kept = True
            if row.card is not None:
                row.card.keep()

    def card(self, name: str) -> ServerCard | None:
        """The card of the server `name`, made if it is not there; None without such a server."""
        row = self._rows.get(name)
        if row is None:
            return None
        if row.card is None:
            self._make(row)
            self._place()
        return row.card

    @property
    def cards(self) -> Iterator[ServerCard]:
        """The cards that are there, in their order."""
        return (row.card for row in self._rows.values() if row.card is not None)

    @property
    def costs(self) -> list[float | None]:
        """What each server costs an hour as it is now; None where that is not known."""
        return [cost_now(row.prices, row.server.state) for row in self._rows.values()]

    # -- which cards are there -------------------------------------------------------------

    def _follow(self) -> None:
        """Make what is seen at once, have the rest near it made in turn, give up what is far."""
        seen = self._within(0.0)
        missing = [row for row in self._order[seen] if row.card is None]
        for row in missing:
            self._make(row)
        far = self._far()
        for row in far:
            self._give_up(row)
        if missing or far:
            self._place()
        self._making.start()

    def _make_one(self) -> None:
        """One card at a time, so that nothing stalls; the next in the next turn."""
        missing = [row for row in self._order[self._within(_NEAR)] if row.card is None]
        if missing:
            self._make(missing[0])
            self._place()
            self._making.start()

    def _far(self) -> list[_Row]:
        near = self._within(_FAR)
        outside = (*self._order[: near.start], *self._order[near.stop :])
        return [r for r in outside if r.card is not None and not _holds_something(r.card)]

    def _within(self, margin: float) -> slice:
        """The rows in the view, and in `margin` times its height above and below it."""
        top, height = self._view()
        first = bisect_right(self._tops, top - height * margin) - 1
        last = bisect_right(self._tops, top + height * (1 + margin))
        return slice(max(0, first), max(0, last))

    def _view(self) -> tuple[int, int]:
        """The top of what is seen, in this list's coordinates, and its height."""
        if self._scroll is None:
            return 0, self.height()
        viewport = self._scroll.viewport()
        return self.mapFrom(self._scroll, viewport.pos()).y(), viewport.height()

    # -- where they are --------------------------------------------------------------------

    def _place(self) -> None:
        """Measure the cards that are there and put all in their places."""
        for row in self._order:
            if row.card is not None:
                row.height = self._height_of(row.card)
                if not _holds_something(row.card):
                    self._usual[row.shape] = row.height
        heights = [row.height or self._usual.get(row.shape, _USUAL_HEIGHT) for row in self._order]
        self._tops = [0, *accumulate(height + SPACE for height in heights)]
        if heights:
            self._tops[-1] -= SPACE
        for row, top in zip(self._order, self._tops, strict=False):
            if row.card is not None:
                row.card.setGeometry(0, top, self.width(), row.height)
                row.card.show()
        if self.height() != self._tops[-1]:
            self.setFixedHeight(self._tops[-1])

    def _height_of(self, card: ServerCard) -> int:
        if card.hasHeightForWidth():
            return card.heightForWidth(self.width())
        return card.sizeHint().height()

    def _make(self, row: _Row) -> None:
        card = row.card = ServerCard(row.server, self)
        card.asked.connect(self.asked)
        card.acted.connect(self.acted)
        if row.prices is not None:
            card.show_prices(row.prices)
        if row.details is not None:
            card.show_details(*row.details)
        if row.kept:
            card.keep()
        self._join_tab_order(row)

    @staticmethod
    def _give_up(row: _Row) -> None:
        if row.card is not None:
            row.card.hide()
            row.card.deleteLater()
            row.card = None

    def _join_tab_order(self, made: _Row) -> None:
        """The keyboard goes from card to card as the eye does, whichever was made first."""
        stops = _stops(made.card)
        before = self._stop_before(self._order.index(made))
        for one, following in pairwise((*([before] if before is not None else ()), *stops)):
            QWidget.setTabOrder(one, following)

    def _stop_before(self, place: int) -> QWidget | None:
        """Where the tab key stops before the card at `place`."""
        above = (_stops(row.card) for row in reversed(self._order[:place]))
        last = next((stops[-1] for stops in above if stops), None)
        if last is not None:
            return last
        below = (_stops(row.card) for row in self._order[place + 1 :])
        following = next((stops[0] for stops in below if stops), None)
        widget = following.previousInFocusChain() if following is not None else None
        while widget is not None and not widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            widget = widget.previousInFocusChain()
            if widget is following:
                return None
        return widget

    # -- what makes them move --------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:  # a card has become higher or lower
            self._place()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._usual.clear()
            for row in self._order:
                row.height = 0
            self._place()
            self._follow()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._follow()
        return super().eventFilter(watched, event)

    def sizeHint(self) -> QSize:
        return QSize(0, self._tops[-1])


def _holds_something(card: ServerCard) -> bool:
    """What a card that is made anew would not have."""
    focus = card.window().focusWidget()
    focused = focus is not None and card.isAncestorOf(focus)
    return card.working or card.problem.problem is not None or focused


def _stops(card: ServerCard | None) -> list[QWidget]:
    """Where the tab key stops in a card, from left to right."""
    if card is None:
        return []
    stops = [w for w in card.findChildren(QWidget) if w.focusPolicy() & Qt.FocusPolicy.TabFocus]
    return [w for w in stops if not w.isHidden()]
