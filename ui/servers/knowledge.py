"""What is known of servers besides their list: prices, names of regions, sizes in words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue import Prices
from app.server import Server
from app.text import text
from ui.desk import Desk
from ui.lifetimes import while_there
from ui.servers.operations import ask_details, ask_prices

if TYPE_CHECKING:
    from app.operations.server_details import Details

Kind = tuple[str, str, str]


class Knowledge(QObject):
    """Asks once for each kind of server (region, size, system); `changed` says there is more.

    What cannot be had (a price list that a firewall blocks) is asked for again when another
    kind turns up: a card without a price is better than a window that complains of it.
    """

    changed = Signal()

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._asked: set[Kind] = set()
        self._prices: dict[Kind, Prices] = {}
        self._details: dict[Kind, Details] = {}

    def learn(self, servers: Sequence[Server]) -> None:
        """Ask for what is not known of `servers` yet."""
        new = {kind_of(s): s for s in servers if kind_of(s) not in self._asked and s.region}
        if not new:
            return
        self._asked |= set(new)
        wanted = tuple(new.values())
        by_name = {server.name: kind for kind, server in new.items()}

        def priced(found: Mapping[str, Prices]) -> None:
            self._prices |= {by_name[name]: prices for name, prices in found.items()}
            self.changed.emit()

        def described(found: Mapping[str, Details]) -> None:
            self._details |= {by_name[name]: details for name, details in found.items()}
            self.changed.emit()

        self._desk.start(
            text("Asking for prices…"), lambda space, _e, cancel: ask_prices(space, wanted, cancel)
        ).done.connect(while_there(self, priced))
        self._desk.start(
            text("Asking for sizes…"), lambda space, _e, cancel: ask_details(space, wanted, cancel)
        ).done.connect(while_there(self, described))

    def prices(self, server: Server) -> Prices | None:
        """What such a server costs, if that is known."""
        return self._prices.get(kind_of(server))

    def details(self, server: Server) -> Details | None:
        """What is known of such a server's region and size."""
        return self._details.get(kind_of(server))


def kind_of(server: Server) -> Kind:
    """What price and details depend on."""
    return server.region, server.size, server.system
