"""The offers of a region in lines for people: systems, then sizes with their prices."""

from __future__ import annotations

from collections.abc import Iterable

from app.ages import Ago
from app.catalogue import Catalogue, Prices, Region, Size
from app.cli.columns import columns
from app.money import money_a_month, money_an_hour
from app.nearness import in_order, nearest_region
from app.suggestions import USE_WORDS, suggestions
from app.text import Text, text, verbatim
from app.wizard.answers import SystemKind
from app.wizard.checks.system import obstacle

_NOTHING = verbatim("")
SYSTEM_NAMES = {
    SystemKind.UBUNTU: verbatim("Ubuntu"),
    SystemKind.OPENSUSE: verbatim("SUSE"),
    SystemKind.WINDOWS: verbatim("Windows"),
}


def offer_lines(offers: Catalogue, *, whole: bool, hours_a_day: float) -> tuple[Text, ...]:
    """The short list of sizes, or the `whole` one with the regions."""
    nearest = nearest_region(offers.regions)
    return (
        *_head(offers, nearest),
        _NOTHING,
        text("Systems"),
        *_systems(offers),
        _NOTHING,
        *(_sizes(offers, hours_a_day, whole=whole)),
        *((_NOTHING, text("Regions"), *_regions(offers, nearest)) if whole else ()),
    )


def _head(offers: Catalogue, nearest: Region | None) -> Iterable[Text]:
    here = next((r for r in offers.regions if r.name == offers.region), None)
    allowed = [region for region in offers.regions if region.allowed]
    yield text("Region {region}", region=_region_words(here) if here else offers.region)
    if offers.as_of is not None:
        yield text("As of {when}. --refresh asks Azure anew.", when=Ago(offers.as_of))
    if here is not None and not here.allowed:
        yield text("A rule of your subscription does not allow this region.")
    if nearest is not None:
        yield text(
            "Your subscription may use {n} regions; the nearest is {nearest}.",
            n=len(allowed),
            nearest=_region_words(nearest),
        )
    if offers.forbidden_types:
        yield text(
            "A rule of your subscription forbids what every server needs: {types}.",
            types=", ".join(offers.forbidden_types),
        )


def _systems(offers: Catalogue) -> Iterable[Text]:
    rows = [(kind.value, image.title) for kind, image in offers.images.items()]
    yield from columns(rows) if rows else (text("none"),)
    for image in offers.images.values():
        if image.warning is not None:
            yield image.warning
        if image.purchase is not None:
            yield text("{title} has terms to accept: see `terms --help`.", title=image.title)


def _sizes(offers: Catalogue, hours_a_day: float, *, whole: bool) -> Iterable[Text]:
    short = {found.size.name: found.use for found in suggestions(offers)}
    listed = offers.sizes if whole else [found.size for found in suggestions(offers)]
    dearer = [
        kind for kind, image in offers.images.items() if kind is SystemKind.WINDOWS or image.fee
    ]
    head = (
        "",
        text("Sizes"),
        text("cores"),
        text("GB"),
        text("GPUs"),
        text("an hour"),
        text("stopped"),
        text("a month at {hours} h a day", hours=f"{hours_a_day:g}"),
        *(text("an hour with {system}", system=SYSTEM_NAMES[kind]) for kind in dearer),
        "",
    )
    rows: list[tuple[object, ...]] = [head]
    for size in listed:
        use = short.get(size.name)
        rows.append(
            (
                USE_WORDS[use] if use else "",
                size.name,
                size.cores,
                f"{size.memory_gib:g}",
                size.gpus or "",
                *_prices(offers, size, hours_a_day),
                *(_hour(offers.prices.get((size.name, kind))) for kind in dearer),
                obstacle(size) or "",
            )
        )
    figures = range(2, len(head) - 1)
    yield from columns(rows, right=figures)
    if not whole:
        yield text("--all shows all {n} sizes and the regions.", n=len(offers.sizes))


def _prices(offers: Catalogue, size: Size, hours_a_day: float) -> tuple[object, object, object]:
    prices = offers.prices.get((size.name, SystemKind.UBUNTU))
    stopped = prices.stopped() if prices else None
    month = prices.month(hours_a_day) if prices else None
    if prices is None or stopped is None or month is None:
        return ("", "", "")
    return (
        _hour(prices),
        money_an_hour(stopped, prices.currency),
        money_a_month(month, prices.currency),
    )


def _hour(prices: Prices | None) -> object:
    running = prices.running() if prices else None
    return "" if prices is None or running is None else money_an_hour(running, prices.currency)


def _regions(offers: Catalogue, nearest: Region | None) -> Iterable[Text]:
    rows = [
        (
            "",
            region.name,
            region.display_name,
            region.place,
            text("nearest")
            if region == nearest
            else ""
            if region.allowed
            else text("not allowed for your subscription"),
        )
        for region in in_order(offers.regions, nearest)
    ]
    return columns(rows)


def _region_words(region: Region) -> Text:
    return text("{name} ({place})", name=region.name, place=region.display_name)
