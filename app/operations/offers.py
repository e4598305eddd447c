"""What the cloud offers in a region: systems, sizes and prices, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from app.azure.catalogue import load_catalogue
from app.catalogue import Catalogue, Prices, Size
from app.engine.cancel import CancelToken
from app.operations.workspace import Workspace
from app.text import Text, text
from app.wizard.answers import SystemAnswers, SystemKind


def look_up(workspace: Workspace, region: str | None, cancel: CancelToken) -> Catalogue:
    """The offers of `region`, or of the default region."""
    return load_catalogue(workspace.session, region or SystemAnswers().region, cancel)


def offer_facts(offers: Catalogue) -> dict[str, Any]:
    """The offers as plain values; prices are per hour."""
    return {
        "region": offers.region,
        "regions": offers.regions,
        "systems": {
            kind.value: {
                "title": image.title,
                "image": image.urn,
                "warning": image.warning or "",
            }
            for kind, image in offers.images.items()
        },
        "sizes": offers.sizes,
        "prices": [
            {
                "size": size,
                "system": kind.value,
                "currency": prices.currency,
                "running_hour": prices.running(),
                "stopped_hour": prices.stopped(),
            }
            for (size, kind), prices in offers.prices.items()
        ],
    }


def offer_sentences(offers: Catalogue) -> tuple[Text, ...]:
    """The offers in lines: systems first, then sizes with their prices."""
    return (
        text("Region {region}", region=offers.region),
        *_systems(offers),
        *(line for size in offers.sizes for line in _size(offers, size)),
    )


def _systems(offers: Catalogue) -> Iterator[Text]:
    for kind, image in offers.images.items():
        yield text(
            "  {kind}  {title} {warning}",
            kind=kind.value,
            title=image.title,
            warning=image.warning or "",
        )


def _size(offers: Catalogue, size: Size) -> Iterator[Text]:
    prices = offers.prices.get((size.name, SystemKind.UBUNTU))
    if prices is None:
        return
    yield text(
        "  {size}: {cores} cores, {memory} GiB, {price}{restriction}",
        size=size.name,
        cores=size.cores,
        memory=f"{size.memory_gib:g}",
        price=_price(prices),
        restriction=f" ({size.restriction})" if size.restriction else "",
    )


def _price(prices: Prices) -> Text:
    running, stopped = prices.running(), prices.stopped()
    if running is None or stopped is None:
        return text("price unknown")
    return text(
        "{running} {currency} an hour, {stopped} while stopped",
        running=f"{running:.3f}",
        stopped=f"{stopped:.3f}",
        currency=prices.currency,
    )
