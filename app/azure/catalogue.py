"""Asks the cloud what it offers: regions, sizes with quota, images, prices, all at once."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final, cast

from app.azure import regions as of_regions
from app.azure import sizes as of_sizes
from app.azure.fees import Fees, load_fees
from app.azure.images import load_image
from app.azure.policies import Rules, load_rules
from app.azure.prices import load_prices
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.catalogue import Catalogue, Image, Prices, Quota, Region, Size
from app.engine.cancel import CancelToken
from app.problems import ProblemError
from app.suggestions import PRICED
from app.wizard.answers import SystemKind

_LOG = logging.getLogger(__name__)
_COUNT_OF_QUESTIONS: Final = 6

PriceTable = dict[tuple[str, SystemKind], Prices]


def load_catalogue(
    session: Session,
    region: str,
    cancel: CancelToken,
    *,
    size: str = "",
    currency: str = "USD",
) -> Catalogue:
    """What `region` offers this subscription. Raises `ProblemError`.

    Prices are asked for the suggested sizes and for `size`; while the price list does not
    answer there are none. A system without an image there is missing from `images`. Sizes
    and regions that a policy forbids are marked, as far as policies can be read.
    """
    kinds = tuple(SystemKind)
    priced = (*PRICED, *([size] if size else ()))
    answers: list[Any] = side_by_side(
        [
            lambda: of_regions.load_regions(session, cancel),
            lambda: of_sizes.load_sizes(session, region, cancel),
            lambda: of_sizes.load_usages(session, region, cancel),
            lambda: _prices(session, region, priced, cancel, currency),
            lambda: _fees(session, cancel, currency),
            lambda: load_rules(session, cancel),
            *(_image_of(session, region, kind, cancel) for kind in kinds),
        ]
    )
    rules = cast("Rules", answers[5])
    sizes = of_sizes.with_quota(
        of_sizes.with_rules(cast("tuple[Size, ...]", answers[1]), rules),
        cast("dict[str, Quota]", answers[2]),
    )
    found_images = cast("list[Image | None]", answers[_COUNT_OF_QUESTIONS:])
    images = {
        kind: image for kind, image in zip(kinds, found_images, strict=True) if image is not None
    }
    bare = Catalogue(
        regions=of_regions.with_rules(cast("tuple[Region, ...]", answers[0]), rules),
        region=region,
        sizes=sizes,
        images=images,
        as_of=datetime.now(UTC),
        forbidden_types=rules.forbidden(),
    )
    prices, fees = cast("PriceTable", answers[3]), cast("Fees", answers[4])
    whole = replace(bare, prices=_with_fees(bare, prices, fees))
    meant = whole.size(size)
    if prices and meant is not None and meant.name not in priced:
        # the price list minds letter case, people do not
        return load_prices_of(session, whole, (meant.name,), cancel, currency)
    return whole


def load_prices_of(
    session: Session,
    catalogue: Catalogue,
    sizes: tuple[str, ...],
    cancel: CancelToken,
    currency: str = "USD",
) -> Catalogue:
    """`catalogue` with the prices of further `sizes`. Raises `ProblemError`."""
    found = load_prices(session, catalogue.region, sizes, cancel, currency)
    has_fees = any(image.fee for image in catalogue.images.values())
    fees = load_fees(session, cancel, currency) if has_fees else Fees()
    return replace(catalogue, prices={**catalogue.prices, **_with_fees(catalogue, found, fees)})


def _with_fees(
    catalogue: Catalogue, prices: Mapping[tuple[str, SystemKind], Prices], fees: Fees
) -> PriceTable:
    """`prices` that the list knows, with what the makers of the systems take."""
    whole = {key: listed for key, listed in prices.items() if listed.machine is not None}
    for (name, kind), listed in tuple(whole.items()):
        image, size = catalogue.images.get(kind), catalogue.size(name)
        if image is not None and image.fee:
            whole[name, kind] = replace(listed, fee=fees.of(size.cores) if size else None)
    return whole


def _prices(
    session: Session, region: str, sizes: tuple[str, ...], cancel: CancelToken, currency: str
) -> PriceTable:
    """Creating a server must not fail for want of a price."""
    try:
        return load_prices(session, region, sizes, cancel, currency)
    except ProblemError as error:
        _LOG.warning("there are no prices: %s", error.problem.code)
        return {}


def _fees(session: Session, cancel: CancelToken, currency: str) -> Fees:
    try:
        return load_fees(session, cancel, currency)
    except ProblemError as error:
        _LOG.warning("there are no fees: %s", error.problem.code)
        return Fees()


def _image_of(session: Session, region: str, kind: SystemKind, cancel: CancelToken) -> Any:
    return lambda: load_image(session, region, kind, cancel)
