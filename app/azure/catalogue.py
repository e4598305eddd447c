"""Asks the cloud what it offers: regions, sizes with quota, images, prices, all at once."""

from __future__ import annotations

from typing import Any, cast

from app.azure.images import load_image
from app.azure.prices import load_prices
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.azure.sizes import SUGGESTED, Usage, load_sizes, load_usages, with_quota
from app.azure.wire import wire
from app.catalogue import Catalogue, Image, Prices, Region, Size
from app.engine.cancel import CancelToken
from app.wizard.answers import SystemKind

_COUNT_OF_QUESTIONS = 4


def load_catalogue(
    session: Session,
    region: str,
    cancel: CancelToken,
    *,
    size: str = "",
    currency: str = "USD",
) -> Catalogue:
    """What `region` offers this subscription. Raises `ProblemError`.

    Prices are asked for the suggested sizes and for `size`. A system without an image there
    is missing from `images`.
    """
    kinds = tuple(SystemKind)
    priced = (*SUGGESTED, *([size] if size else ()))
    answers: list[Any] = side_by_side(
        [
            lambda: load_regions(session, cancel),
            lambda: load_sizes(session, region, cancel),
            lambda: load_usages(session, region, cancel),
            lambda: load_prices(session, region, priced, cancel, currency),
            *(_image_of(session, region, kind, cancel) for kind in kinds),
        ]
    )
    sizes = cast("tuple[Size, ...]", answers[1])
    usages = cast("dict[str, Usage]", answers[2])
    found_images = cast("list[Image | None]", answers[_COUNT_OF_QUESTIONS:])
    return Catalogue(
        regions=cast("tuple[Region, ...]", answers[0]),
        region=region,
        sizes=with_quota(sizes, usages),
        images={
            kind: image
            for kind, image in zip(kinds, found_images, strict=True)
            if image is not None
        },
        prices=cast("dict[tuple[str, SystemKind], Prices]", answers[3]),
    )


def load_regions(session: Session, cancel: CancelToken) -> tuple[Region, ...]:
    """The regions this subscription may use, by their displayed names."""
    locations = session.call(
        lambda: list(
            session.subscriptions.subscriptions.list_locations(
                session.subscription_id, cancel=cancel
            )
        ),
        cancel,
    )
    regions = [
        Region(str(place.name), str(place.display_name))
        for place in locations
        if place.metadata is None or wire(place.metadata.region_type) != "Logical"
    ]
    return tuple(sorted(regions, key=lambda region: region.display_name))


def _image_of(session: Session, region: str, kind: SystemKind, cancel: CancelToken) -> Any:
    return lambda: load_image(session, region, kind, cancel)
