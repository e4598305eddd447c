"""What the System page says about regions, sizes and quota."""

from __future__ import annotations

from collections.abc import Mapping

from app.catalogue import Catalogue, Image, Region, Size
from app.nearness import nearest_region
from app.suggestions import USE_HINTS, USE_WORDS, Use, suggestions
from app.text import Text, text, verbatim
from app.wizard.answers import Answers, SystemKind


def release_words(kind: SystemKind, image: Image | None) -> Text:
    """Which release of the system it is: "24.04 LTS · Linux"."""
    if image is None:
        return text("Not offered in this region")
    if kind is SystemKind.WINDOWS:
        return verbatim(image.title.removeprefix("Windows "))
    release = image.title.removeprefix("Ubuntu ").removeprefix("openSUSE ")
    return verbatim(release) if "Linux" in release else text("{release} · Linux", release=release)


def size_words(size: Size, use: Use | None = None) -> Text:
    """A size in words first: "Everyday · 2 cores, 8 GB — Standard_B2s_v2"."""
    plain = text(
        "{cores} cores, {memory} GB — {name}",
        cores=size.cores,
        memory=f"{size.memory_gib:g}",
        name=size.name,
    )
    return plain if use is None else text("{use} · {size}", use=USE_WORDS[use], size=plain)


def size_choices(offers: Catalogue, chosen: str) -> list[tuple[str, Text]]:
    """The short list and, if it is none of them, the size that is chosen."""
    short = suggestions(offers)
    choices = [(found.size.name, size_words(found.size, found.use)) for found in short]
    other = offers.size(chosen)
    if other is not None and other.name not in dict(choices):
        choices.append((other.name, size_words(other)))
    return choices


def use_hint(offers: Catalogue, size: str) -> Text:
    """What a size of the short list is good for; nothing for another."""
    uses: Mapping[str, Use] = {found.size.name: found.use for found in suggestions(offers)}
    return USE_HINTS[uses[size]] if size in uses else verbatim("")


def region_words(region: Region) -> Text:
    """ "Japan East (Tokyo, Saitama)"."""
    if not region.allowed:
        return text("{name}: not allowed for your subscription", name=region.display_name)
    if not region.place:
        return verbatim(region.display_name)
    return text("{name} ({place})", name=region.display_name, place=region.place)


def region_hint(offers: Catalogue, answers: Answers) -> Text:
    """Whether the region is the nearest of those that may be used."""
    allowed = [region for region in offers.regions if region.allowed]
    nearest = nearest_region(offers.regions, answers.schedule.time_zone)
    if nearest is None:
        return text("Your subscription may use {n} regions.", n=len(allowed))
    if nearest.name == answers.system.region:
        return text("Nearest to you of the {n} that you may use", n=len(allowed))
    return text("The nearest to you is {region}.", region=nearest.display_name)


def quota_words(size: Size) -> tuple[str, Text] | None:
    """A role and a sentence; None where the quota is not known."""
    tier = size.tightest
    if tier is None:
        return None
    if tier.left >= size.cores:
        return "good", text(
            "✓ Your quota allows it: {used} of {limit} cores used", used=tier.used, limit=tier.limit
        )
    return "bad", text(
        "✕ Your quota is too small: {used} of {limit} cores used",
        used=tier.used,
        limit=tier.limit,
    )
