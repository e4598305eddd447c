"""What servers cost: the price list asked once for all of them."""

from __future__ import annotations

from collections.abc import Sequence

from app.azure.prices import load_prices
from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.operations.workspace import Workspace
from app.server import Server
from app.wizard.answers import SystemKind


def prices_of(
    workspace: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> dict[str, Prices]:
    """Prices by the name of the server; without those of which size or system is not known.

    One look-up for each region that the servers are in. Raises `ProblemError`.
    """
    found: dict[str, Prices] = {}
    for region in sorted({server.region for server in servers}):
        here = [s for s in servers if s.region == region and s.size and _kind(s) is not None]
        if not here:
            continue
        listed = load_prices(workspace.session, region, (s.size for s in here), cancel)
        for server in here:
            kind = _kind(server)
            prices = listed.get((server.size, kind)) if kind is not None else None
            if prices is not None:
                found[server.name] = prices
    return found


def _kind(server: Server) -> SystemKind | None:
    return next((kind for kind in SystemKind if kind.value == server.system), None)
