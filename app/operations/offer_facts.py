"""The offers of a region as plain values, for programs."""

from __future__ import annotations

from typing import Any

from app.catalogue import Catalogue, Size
from app.nearness import nearest_region
from app.suggestions import suggestions
from app.wizard.checks.system import obstacle


def offer_facts(offers: Catalogue, *, hours_a_day: float) -> dict[str, Any]:
    """Everything of `offers`; prices are per hour, a month has `hours_a_day` of use a day."""
    nearest = nearest_region(offers.regions)
    return {
        "region": offers.region,
        "nearest_region": nearest.name if nearest else None,
        "as_of": offers.as_of.isoformat() if offers.as_of else None,
        "regions": offers.regions,
        "forbidden_types": offers.forbidden_types,
        "systems": {
            kind.value: {
                "title": image.title,
                "image": image.urn,
                "terms": image.purchase,
                "warning": image.warning or "",
            }
            for kind, image in offers.images.items()
        },
        "suggested": {found.use.value: found.size.name for found in suggestions(offers)},
        "sizes": [_size(size) for size in offers.sizes],
        "prices": [
            {
                "size": size,
                "system": kind.value,
                "currency": prices.currency,
                "running_hour": prices.running(),
                "stopped_hour": prices.stopped(),
                "month": prices.month(hours_a_day),
                "hours_a_day": hours_a_day,
            }
            for (size, kind), prices in offers.prices.items()
        ],
    }


def _size(size: Size) -> dict[str, Any]:
    why_not = obstacle(size)
    return {
        "name": size.name,
        "family": size.family,
        "cores": size.cores,
        "memory_gib": size.memory_gib,
        "gpus": size.gpus,
        "generations": size.generations,
        "trusted_launch": size.trusted_launch,
        "restriction": size.restriction,
        "quota": size.quota,
        "quota_cores_left": size.quota_cores_left,
        "available": why_not is None,
        "obstacle": why_not or "",
    }
