"""Whether the machine's size and an address are to be had, and within quota."""

from __future__ import annotations

from typing import Final

from app.azure.preflight.elsewhere import region_with_room
from app.azure.preflight.question import Problems, Question
from app.catalogue import Catalogue, Quota, Size
from app.problems import Action, Problem
from app.suggestions import CANDIDATES
from app.text import Text, text, verbatim
from app.wizard.checks.system import fits, restriction_words

_ADDRESS_QUOTAS: Final = ("publicipaddresses", "standardskupublicipaddresses")
"""All static addresses of the region, and those of the only kind there still is."""


def size_and_quota(question: Question) -> Problems:
    """Findings about the size; each names another one, and a region, that would do."""
    plan, offers = question.plan, question.offers
    size = offers.size(plan.size.name)
    if size is not None and fits(size):
        return ()
    advice = _way_out(question, plan.size)
    if size is None or size.restriction:
        reason = restriction_words(size.restriction) if size else text("not in the list")
        return (_not_available(plan.size.name, plan.region_name, reason, advice),)
    if not size.trusted_launch:
        return (_misfit(size.name, advice),)
    return tuple(
        _over_quota(size, tier, plan.region_name, advice)
        for tier in size.quota
        if tier.left < size.cores
    )


def other_size(offers: Catalogue, wanted: Size) -> Size | None:
    """The size nearest to `wanted` that fits here: of the same use first, never a larger bill
    of cores unless nothing smaller fits.
    """
    same_use = next((names for names in CANDIDATES.values() if wanted.name in names), ())
    everyday = tuple(name for names in CANDIDATES.values() for name in names)
    for names in (same_use, everyday):
        found = [s for name in names if (s := offers.size(name)) is not None and _suits(s, wanted)]
        if found:
            return found[0]
    others = [s for s in offers.sizes if _suits(s, wanted)]
    return min(
        others,
        key=lambda s: (s.cores > wanted.cores, abs(s.cores - wanted.cores), -s.memory_gib),
        default=None,
    )


def _suits(size: Size, wanted: Size) -> bool:
    return fits(size) and size.name != wanted.name and size.cores <= max(wanted.cores, 2)


def _way_out(question: Question, wanted: Size) -> Text:
    other = other_size(question.offers, wanted)
    region = region_with_room(question, wanted)
    words = {
        "size": other.name if other else "",
        "cores": other.cores if other else 0,
        "memory": f"{other.memory_gib:g}" if other else "",
        "region": region.display_name if region else "",
    }
    if other and region:
        return text(
            "Choose {size} ({cores} cores, {memory} GiB), which fits here, or the region {region}, "
            "where there is room for what you chose. Stopped servers count against the quota too.",
            **words,
        )
    if other:
        return text(
            "Choose {size} ({cores} cores, {memory} GiB), which fits here. Stopped servers count "
            "against the quota too.",
            **words,
        )
    if region:
        return text(
            "Choose the region {region}, where there is room. Stopped servers count against the "
            "quota too.",
            **words,
        )
    return text(
        "Delete a server that is no longer needed (stopped ones count too), try another region, "
        "or ask Azure for more quota."
    )


def _not_available(size: str, region: str, reason: Text, advice: Text) -> Problem:
    return Problem(
        "size-not-available",
        text(
            "Your subscription cannot have the machine size {size} in {region}: {reason}.",
            size=size,
            region=region,
            reason=reason,
        ),
        advice,
        action=Action.CHOOSE_SIZE,
    )


def _misfit(size: str, advice: Text) -> Problem:
    return Problem(
        "size-does-not-fit-system",
        text("The machine size {size} cannot start this system safely.", size=size),
        advice,
        action=Action.CHOOSE_SIZE,
        details="Trusted Launch is not supported",
    )


def _over_quota(size: Size, tier: Quota, region: str, advice: Text) -> Problem:
    return Problem(
        "quota-exceeded",
        text(
            "This machine needs {needed} processor cores in {region}, but your subscription has "
            "{used} of {limit} in use ({kind}).",
            needed=size.cores,
            region=region,
            used=tier.used,
            limit=tier.limit,
            kind=tier.title,
        ),
        advice,
        action=Action.OPEN_QUOTA_PAGE,
    )


def addresses(question: Question) -> Problems:
    """A finding where no further public address may be made in the region."""
    session, plan, cancel = question.session, question.plan, question.cancel
    usages = session.network.usages
    found = session.call(lambda: list(usages.list(plan.region, cancel=cancel)), cancel)
    for usage in found:
        name = str(usage.name.value or "") if usage.name else ""
        if name.lower() not in _ADDRESS_QUOTAS or usage.current_value < usage.limit:
            continue
        return (
            Problem(
                "address-quota-exceeded",
                text(
                    "Your subscription has {used} of {limit} public addresses in use in {region}.",
                    used=usage.current_value,
                    limit=usage.limit,
                    region=plan.region_name,
                ),
                text(
                    "Delete a server or an address that is no longer needed, choose another "
                    "region, or ask Azure for more."
                ),
                action=Action.OPEN_QUOTA_PAGE,
                details=str(verbatim(name)),
            ),
        )
    return ()
