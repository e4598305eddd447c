"""System, region and size: their form, and whether the cloud offers them to this subscription."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable
from typing import Final

from app.finding import Finding
from app.text import Text, text, verbatim
from app.wizard.answers import SystemAnswers
from app.wizard.context import Offers, SizeOffer

SMALLEST_MEMORY_GIB: Final = 2.0
OTHER_PROCESSOR: Final = "OtherProcessor"
FORBIDDEN_BY_POLICY: Final = "ForbiddenByPolicy"
_RESTRICTIONS: Final = {
    "NotAvailableForSubscription": text("not offered to your subscription here"),
    "QuotaId": text("not in your kind of subscription"),
    OTHER_PROCESSOR: text("another kind of processor"),
    FORBIDDEN_BY_POLICY: text("forbidden by a rule of your organisation"),
}
"""Of sizes: the first two are the service's own codes, the others what we found out."""
_REGION: Final = re.compile(r"[a-z][a-z0-9]{1,39}")
_SIZE: Final = re.compile(r"[A-Za-z][A-Za-z0-9_-]{1,63}")


def check_system(system: SystemAnswers, offers: Offers | None) -> tuple[Finding, ...]:
    """What is wrong with the system part. Without `offers` only the form is looked at."""
    return (
        *_check_kind(system, offers),
        *check_region(system.region, offers),
        *check_size(system, offers),
    )


def _check_kind(system: SystemAnswers, offers: Offers | None) -> tuple[Finding, ...]:
    if not offers or offers.region != system.region or system.kind in offers.images:
        return ()
    return (
        Finding(
            "system-unavailable",
            "system.kind",
            text(
                "There is no image of {kind} in {region}. There is: {there_is}.",
                kind=system.kind.value,
                region=system.region,
                there_is=", ".join(sorted(kind.value for kind in offers.images)) or "-",
            ),
        ),
    )


def check_region(region: str, offers: Offers | None) -> tuple[Finding, ...]:
    """A region is given by its `name` in the list of locations, e.g. "japaneast".

    Source: REST "Subscriptions - List Locations": `name` has small letters and digits, and is
    what resources take; "Japan East" is the display name.
    """
    if not _REGION.fullmatch(region):
        sentence = text(
            "A region is given by its short name in small letters, such as “japaneast” or"
            " “westeurope”."
        )
        return (Finding("region-form", "system.region", sentence),)
    if not offers:
        return ()
    found = next((offer for offer in offers.regions if offer.name == region), None)
    names = [offer.name for offer in offers.regions if offer.allowed]
    if found is None:
        sentence = text(
            "There is no region {region}. {hint}", region=region, hint=_hint(region, names)
        )
        return (Finding("region-unknown", "system.region", sentence),)
    if not found.allowed:
        sentence = text(
            "A rule of your subscription does not allow {region}. Allowed: {names}.",
            region=region,
            names=", ".join(names) or "-",
        )
        return (Finding("region-forbidden", "system.region", sentence),)
    return ()


def check_size(system: SystemAnswers, offers: Offers | None) -> tuple[Finding, ...]:
    """The size is offered, not restricted, within quota, and large enough.

    Sources: Resource SKUs API (`restrictions`, `capabilities`: MemoryGB, TrustedLaunchDisabled);
    vCPU quotas count against region and family, and the smaller rest decides
    (learn.microsoft.com, "Check vCPU quotas"). The smallest memory is our own: the scientific
    packages do not start a kernel with plots in less than 2 GiB.
    """
    if not _SIZE.fullmatch(system.size):
        sentence = text("A size is given by its name in Azure, such as “Standard_B2s_v2”.")
        return (Finding("size-form", "system.size", sentence),)
    if not offers or offers.region != system.region:
        return ()
    size = next((s for s in offers.sizes if s.name.lower() == system.size.lower()), None)
    if size is None:
        sentence = text(
            "There is no size {size} in {region}. {hint}",
            size=system.size,
            region=system.region,
            hint=_hint(system.size, [s.name for s in offers.sizes]),
        )
        return (Finding("size-unknown", "system.size", sentence),)
    finding = _unfit(size, system.region)
    return (finding,) if finding else ()


def fits(size: SizeOffer, *, quota: bool = True) -> bool:
    """Whether a notebook server can be made of `size`; with `quota`, also whether there is room."""
    left = size.quota_cores_left if quota else None
    return (
        not size.restriction
        and size.trusted_launch
        and size.memory_gib >= SMALLEST_MEMORY_GIB
        and (left is None or left >= size.cores)
    )


def obstacle(size: SizeOffer) -> Text | None:
    """Why `size` cannot be had, in a few words for a table; None where it can."""
    if size.restriction:
        return restriction_words(size.restriction)
    if size.memory_gib < SMALLEST_MEMORY_GIB:
        return text("too little memory")
    if not size.trusted_launch:
        return text("no Trusted Launch")
    left = size.quota_cores_left
    if left is not None and left < size.cores:
        return text("quota leaves {left} cores", left=left)
    return None


def restriction_words(restriction: str) -> Text:
    """A reason code of the Resource SKUs API, or one of ours, in words."""
    return _RESTRICTIONS.get(restriction, verbatim(restriction))


def _unfit(size: SizeOffer, region: str) -> Finding | None:
    left = size.quota_cores_left
    if size.restriction:
        return Finding(
            "size-restricted",
            "system.size",
            text(
                "Your subscription cannot use {size} in {region} ({reason}). Choose another size"
                " or region.",
                size=size.name,
                region=region,
                reason=restriction_words(size.restriction),
            ),
        )
    if size.memory_gib < SMALLEST_MEMORY_GIB:
        return Finding(
            "size-too-small",
            "system.size",
            text(
                "{size} has {memory} GiB of memory; the notebook needs at least {least}.",
                size=size.name,
                memory=f"{size.memory_gib:g}",
                least=f"{SMALLEST_MEMORY_GIB:g}",
            ),
        )
    if not size.trusted_launch:
        return Finding(
            "size-without-trusted-launch",
            "system.size",
            text(
                "{size} cannot check that its system starts unchanged (Trusted Launch). Choose"
                " another size.",
                size=size.name,
            ),
        )
    if left is not None and left < size.cores:
        return Finding(
            "size-quota",
            "system.size",
            text(
                "{size} has {cores} cores, and your quota in {region} leaves {left}. Choose a"
                " smaller size, another region, or ask Azure for more; stopped servers count too.",
                size=size.name,
                cores=size.cores,
                region=region,
                left=left,
            ),
        )
    return None


def _hint(given: str, names: Iterable[str]) -> Text:
    by_lower = {name.lower(): name for name in names}
    near = difflib.get_close_matches(given.lower(), by_lower, n=3, cutoff=0.5)
    shown = [by_lower[name] for name in near] or sorted(by_lower.values())[:5]
    if not shown:
        return text("Nothing is offered there.")
    return text("There is, for example: {names}.", names=", ".join(shown))
