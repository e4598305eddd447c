"""What the list of servers does not say itself: what a region is called, what a size is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.azure.regions import load_regions
from app.azure.sizes import load_sizes
from app.catalogue import Size
from app.engine.cancel import CancelToken
from app.operations.workspace import Workspace
from app.server import Server


@dataclass(frozen=True)
class Details:
    """`region` is the displayed name. Empty or None: the cloud does not know it (any more)."""

    region: str = ""
    size: Size | None = None


def details_of(
    workspace: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> dict[str, Details]:
    """Details by the name of the server; the sizes are without quota.

    One look-up for the regions, and one for the sizes of each region that the servers are
    in. Raises `ProblemError`.
    """
    names = {r.name: r.display_name for r in load_regions(workspace.session, cancel)}
    sizes = {
        (region, size.name.lower()): size
        for region in sorted({server.region for server in servers if server.region})
        for size in load_sizes(workspace.session, region, cancel)
    }
    return {
        server.name: Details(
            region=names.get(server.region, ""),
            size=sizes.get((server.region, server.size.lower())),
        )
        for server in servers
    }
