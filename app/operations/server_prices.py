"""What servers cost: the price list asked once for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.azure.prices import load_prices
from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.money import per_hour
from app.operations.offers import currency_for
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.server import Server, ServerState
from app.text import Text, text
from app.wizard.answers import SystemKind


def prices_of(
    workspace: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> dict[str, Prices]:
    """Prices by the name of the server; without those of which size or system is not known.

    One look-up for each region that the servers are in. Raises `ProblemError`.
    """
    found: dict[str, Prices] = {}
    currency = currency_for(workspace.settings)
    for region in sorted({server.region for server in servers}):
        here = [s for s in servers if s.region == region and s.size and _kind(s) is not None]
        if not here:
            continue
        listed = load_prices(workspace.session, region, (s.size for s in here), cancel, currency)
        for server in here:
            kind = _kind(server)
            prices = listed.get((server.size, kind)) if kind is not None else None
            if prices is not None:
                found[server.name] = prices
    return found


def still_billed(
    workspace: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> tuple[tuple[str, Text], ...]:
    """The servers that were shut down from inside, each with what it costs an hour meanwhile.

    The price list is asked only if there is one; a price that is not to be had is said so.
    """
    billed = [server for server in servers if server.state is ServerState.STOPPED_BILLED]
    if not billed:
        return ()
    try:
        prices = prices_of(workspace, billed, cancel)
    except ProblemError:  # the list of servers is worth more than their prices
        prices = {}
    return tuple((server.name, running_words(prices.get(server.name))) for server in billed)


def running_words(prices: Prices | None) -> Text:
    """What everything costs an hour while the machine is allocated."""
    running = prices.running() if prices else None
    if prices is None or running is None:
        return text("as much as if it ran")
    return per_hour(running, prices.currency)


def _kind(server: Server) -> SystemKind | None:
    return next((kind for kind in SystemKind if kind.value == server.system), None)
