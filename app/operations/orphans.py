"""What is left over of servers: found, priced, and removed when the user says so."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.azure.disk_prices import PartPrices, load_part_prices
from app.azure.orphans import Orphan, PartKind, find_orphans
from app.azure.regions import load_regions
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.journal import Journal
from app.operations.offers import currency_for
from app.operations.orphan_step import RemoveOrphansStep
from app.operations.running import run_steps
from app.operations.workspace import Workspace
from app.text import Text


@dataclass(frozen=True)
class Leftover:
    """`month` is what it costs in `currency`, None where the price list does not know.

    What belongs to an unfinished server goes, or is used, together with that server: only the
    others are `removable` by themselves. `region` is the displayed name.
    """

    orphan: Orphan
    month: float | None
    region: str
    currency: str = "USD"

    @property
    def removable(self) -> bool:
        return not self.orphan.server


def look_up_orphans(workspace: Workspace, cancel: CancelToken) -> tuple[Leftover, ...]:
    """Everything of ours that no machine uses, with its price. Raises `ProblemError`."""
    orphans = find_orphans(workspace.session, cancel)
    if not orphans:
        return ()
    regions = sorted({orphan.region for orphan in orphans})
    currency = currency_for(workspace.settings)
    prices = {
        place: load_part_prices(workspace.session, place, cancel, currency) for place in regions
    }
    names = {region.name: region.display_name for region in load_regions(workspace.session, cancel)}
    return tuple(
        Leftover(
            orphan,
            month=_month(orphan, prices[orphan.region]),
            region=names.get(orphan.region, orphan.region),
            currency=prices[orphan.region].currency,
        )
        for orphan in orphans
    )


def remove_orphans(
    workspace: Workspace, leftovers: Sequence[Leftover], emit: Emit, cancel: CancelToken
) -> tuple[Text, ...]:
    """Delete those of `leftovers` that are removable; return what was removed, in words.

    Each is looked at again before: what is in use by now, or not ours, stays. Raises
    `ProblemError` or `Cancelled`; what is removed by then stays removed.
    """
    orphans = [leftover.orphan for leftover in leftovers if leftover.removable]
    if not orphans:
        return ()
    step = RemoveOrphansStep(workspace.session, orphans)
    journal = Journal.open(workspace.paths.state / f"orphans-{workspace.cloud}.jsonl")
    try:
        journal.begin("orphans", {})
        return run_steps(workspace, journal, [step], emit, cancel).result(step)
    finally:
        journal.remove()


def _month(orphan: Orphan, prices: PartPrices) -> float | None:
    match orphan.kind:
        case PartKind.INTERFACE:
            return 0.0
        case PartKind.ADDRESS:
            return prices.address
        case PartKind.DISK:
            return prices.disk(orphan.sku, orphan.gib)
