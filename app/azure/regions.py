"""The regions of a subscription.

Source: learn.microsoft.com, "Subscriptions - List Locations".
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from app.azure.policies import Rules
from app.azure.session import Session
from app.azure.wire import wire
from app.catalogue import Region
from app.engine.cancel import CancelToken

if TYPE_CHECKING:
    from azure.mgmt.resource.subscriptions.models import Location


def load_regions(session: Session, cancel: CancelToken) -> tuple[Region, ...]:
    """The physical regions, by their displayed names; no policy is asked yet."""
    found = session.call(
        lambda: list(
            session.subscriptions.subscriptions.list_locations(
                session.subscription_id, cancel=cancel
            )
        ),
        cancel,
    )
    regions = (region_of(place) for place in found if _is_physical(place))
    return tuple(sorted(regions, key=lambda region: region.display_name))


def with_rules(regions: Iterable[Region], rules: Rules) -> tuple[Region, ...]:
    """The regions, with those marked that `rules` forbid."""
    return tuple(replace(r, allowed=rules.allows_region(r.name)) for r in regions)


def region_of(place: Location) -> Region:
    """The SDK's location as ours."""
    metadata = place.metadata
    return Region(
        name=str(place.name),
        display_name=str(place.display_name or place.name),
        place=str((metadata.physical_location if metadata else "") or ""),
        latitude=_degrees(metadata.latitude if metadata else None),
        longitude=_degrees(metadata.longitude if metadata else None),
        recommended=metadata is None or wire(metadata.region_category).lower() != "other",
    )


def _is_physical(place: Location) -> bool:
    return place.metadata is None or wire(place.metadata.region_type).lower() != "logical"


def _degrees(value: str | None) -> float | None:
    try:
        return float(value or "")
    except ValueError:
        return None
