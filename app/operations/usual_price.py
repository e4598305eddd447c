"""What a server of the usual answers costs, for somebody who has not signed in yet."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.azure.prices import load_prices
from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.operations.nobodys_session import nobodys_session
from app.operations.offers import currency_for, kept_offers
from app.paths import Paths
from app.problems import Action, Problem, ProblemError
from app.settings import load
from app.text import text
from app.wizard.answers import SystemAnswers

_USUAL: Final = SystemAnswers()
_NAMES: Final = {"japaneast": "Japan East"}
"""The list of regions can be read by subscribers only."""


@dataclass(frozen=True)
class UsualPrice:
    """`region` is named as people read it."""

    prices: Prices
    region: str


def kept_usual_price(paths: Paths) -> UsualPrice | None:
    """As Azure told it when it was last asked; None where nothing is kept that is worth showing.

    Asks nobody. Raises `ProblemError` where the settings cannot be read.
    """
    settings = load(paths.settings)
    kept = kept_offers(paths, settings, practice=False)
    offers = kept.read("", _USUAL.region, currency_for(settings))
    prices = offers and offers.prices.get((_USUAL.size, _USUAL.kind))
    return UsualPrice(prices, _region_name()) if prices and prices.running() is not None else None


def ask_usual_price(paths: Paths, cancel: CancelToken, *, practice: bool = False) -> UsualPrice:
    """As the price list has it now. Nobody signs in for it. Raises `ProblemError`."""
    currency = currency_for(load(paths.settings))
    session = nobodys_session(paths, practice=practice, cancel=cancel)
    try:
        found = load_prices(session, _USUAL.region, (_USUAL.size,), cancel, currency)
    finally:
        session.close()
    prices = found[_USUAL.size, _USUAL.kind]
    if prices.running() is None:
        raise ProblemError(
            Problem(
                "prices-unknown",
                text("The price list does not say what a server costs."),
                text("The wizard shows the price before anything is made."),
                action=Action.RETRY,
            )
        )
    return UsualPrice(prices, _region_name())


def _region_name() -> str:
    return _NAMES.get(_USUAL.region, _USUAL.region)
