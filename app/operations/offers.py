"""What the cloud offers in a region: asked now, or as it was kept when it was last asked."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from app.azure.catalogue import load_catalogue, load_prices_of
from app.azure.side_by_side import side_by_side
from app.azure.sizes import load_usages, with_quota
from app.catalogue import Catalogue
from app.currency import currency_here
from app.engine.cancel import CancelToken
from app.operations.kept_offers import KeptOffers
from app.operations.workspace import Workspace
from app.paths import Paths
from app.problems import ProblemError
from app.settings import Settings
from app.wizard.answers import SystemAnswers
from app.wizard.checks.system import fits

_LOG = logging.getLogger(__name__)
T = TypeVar("T")

YOUNG: Final = timedelta(days=1)
"""Offers that old are good enough for looking around, quota apart."""
_SIZES_A_QUESTION: Final = 12
_QUESTIONS_AT_ONCE: Final = 6


def currency_for(settings: Settings) -> str:
    """The currency that prices are shown in: the settings' or that of this user's country."""
    return settings.prices.currency or currency_here()


def kept_offers(paths: Paths, settings: Settings, *, practice: bool) -> KeptOffers:
    """What is kept of a cloud. Needs no session: nobody has to be signed in."""
    return KeptOffers(paths, "practice" if practice else settings.azure.cloud)


def look_up(
    workspace: Workspace,
    region: str | None,
    cancel: CancelToken,
    *,
    size: str = "",
    currency: str = "",
) -> Catalogue:
    """The offers of `region`, or of the default region, asked now. Raises `ProblemError`.

    Prices that were asked for earlier stay known, for want of newer ones.
    """
    place = region or SystemAnswers().region
    money = currency or currency_for(workspace.settings)
    found = load_catalogue(workspace.session, place, cancel, size=size, currency=money)
    kept = _kept_of(workspace).read(workspace.session.subscription_id, place, money)
    if kept is not None:
        found = replace(found, prices={**kept.prices, **found.prices})
    _keep(workspace, found, money)
    return found


def look_around(
    workspace: Workspace, region: str | None, cancel: CancelToken, *, currency: str = ""
) -> Catalogue:
    """The offers as kept, if they are young, with the quota of now; else asked now.

    While the cloud cannot be asked, older ones do, without quota. Raises `ProblemError`
    where there are none. Nothing is to be created from this.
    """
    place = region or SystemAnswers().region
    money = currency or currency_for(workspace.settings)
    kept = _kept_of(workspace).read(workspace.session.subscription_id, place, money)
    if kept is None or kept.as_of is None:
        return look_up(workspace, place, cancel, currency=money)
    try:
        if datetime.now(UTC) - kept.as_of > YOUNG:
            return look_up(workspace, place, cancel, currency=money)
        usages = load_usages(workspace.session, place, cancel)
    except ProblemError as error:
        _LOG.info("the cloud cannot be asked, what is kept is shown: %s", error.problem.code)
        return kept
    return replace(kept, sizes=with_quota(kept.sizes, usages))


def price(
    workspace: Workspace,
    offers: Catalogue,
    sizes: Iterable[str],
    cancel: CancelToken,
    *,
    currency: str = "",
) -> Catalogue:
    """`offers` with the prices of further `sizes`, several questions at once.

    Raises `ProblemError`.
    """
    money = currency or currency_for(workspace.settings)
    known = {name for name, _ in offers.prices}
    names = [name for name in dict.fromkeys(sizes) if name not in known]
    questions = _batches(names, _SIZES_A_QUESTION)
    whole = offers
    for several in _batches(questions, _QUESTIONS_AT_ONCE):
        answers = side_by_side(
            [
                partial(load_prices_of, workspace.session, offers, question, cancel, money)
                for question in several
            ]
        )
        for answer in answers:
            whole = replace(whole, prices={**whole.prices, **answer.prices})
    _keep(workspace, whole, money)
    return whole


def available_sizes(offers: Catalogue) -> tuple[str, ...]:
    """The names of the sizes that a server can be made of, quota apart."""
    return tuple(size.name for size in offers.sizes if fits(size, quota=False))


def _kept_of(workspace: Workspace) -> KeptOffers:
    practice = workspace.cloud == "practice"
    return kept_offers(workspace.paths, workspace.settings, practice=practice)


def _keep(workspace: Workspace, offers: Catalogue, currency: str) -> None:
    _kept_of(workspace).write(workspace.session.subscription_id, currency, offers)


def _batches(items: Sequence[T], most: int) -> list[tuple[T, ...]]:
    return [tuple(items[start : start + most]) for start in range(0, len(items), most)]
