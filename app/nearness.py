"""Which region is nearest, judged by this computer's time zone. Nothing is asked anywhere.

The degrees of each zone's main city are those of the time zone database (`zone.tab`), which
is on most systems, and in the package `tzdata` otherwise.
"""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from math import asin, cos, radians, sin, sqrt
from pathlib import Path
from typing import Final

from app.catalogue import Region
from app.wizard.time_zones import time_zone_here

_TABLE: Final = "zone.tab"

Place = tuple[float, float]
"""Latitude and longitude in degrees, north and east positive."""


def place_of_zone(zone: str) -> Place | None:
    """Where the zone's main city is; None for UTC and the like.

    >>> place_of_zone("Asia/Tokyo")
    (35.65444444444444, 139.74472222222221)
    """
    return _places().get(_canonical(zone))


def nearest_region(regions: Iterable[Region], zone: str = "") -> Region | None:
    """The nearest of the allowed `regions`, of the recommended ones if there are any.

    `zone` is an IANA name, by default this computer's. None where nobody can tell.
    """
    here = place_of_zone(zone or time_zone_here())
    if here is None:
        return None
    placed = [(region, place) for region in regions if (place := _place(region)) is not None]
    allowed = [pair for pair in placed if pair[0].allowed]
    recommended = [pair for pair in allowed if pair[0].recommended]
    found = min(recommended or allowed, key=lambda pair: _distance(here, pair[1]), default=None)
    return None if found is None else found[0]


def proposed_region(regions: Sequence[Region], usual: str, zone: str = "") -> str:
    """The name of the region to begin with: the nearest, else the `usual` if it is allowed."""
    nearest = nearest_region(regions, zone)
    if nearest is not None:
        return nearest.name
    allowed = [region for region in in_order(regions, None) if region.allowed]
    names = [region.name for region in allowed]
    return usual if usual in names or not names else names[0]


def in_order(regions: Iterable[Region], nearest: Region | None) -> tuple[Region, ...]:
    """The nearest first, the others by name, those that are not allowed last."""
    return tuple(
        sorted(
            regions,
            key=lambda region: (
                not region.allowed,
                nearest is None or region.name != nearest.name,
                region.display_name,
            ),
        )
    )


def _place(region: Region) -> Place | None:
    if region.latitude is None or region.longitude is None:
        return None
    return region.latitude, region.longitude


def _distance(one: Place, other: Place) -> float:
    """The angle between two places on the globe, in radians."""
    (lat1, lon1), (lat2, lon2) = ((radians(a), radians(b)) for a, b in (one, other))
    chord = sin((lat2 - lat1) / 2) ** 2 + cos(lat1) * cos(lat2) * sin((lon2 - lon1) / 2) ** 2
    return 2 * asin(sqrt(min(1.0, chord)))


@cache
def _places() -> Mapping[str, Place]:
    rows = (line.split("\t") for line in _table().splitlines() if not line.startswith("#"))
    return {_canonical(row[2]): _degrees(row[1]) for row in rows if len(row) > 2}


def _table() -> str:
    for folder in zoneinfo.TZPATH:
        try:
            return (Path(folder) / _TABLE).read_text("utf-8")
        except OSError:
            continue
    try:
        return (resources.files("tzdata.zoneinfo") / _TABLE).read_text("utf-8")
    except (ModuleNotFoundError, OSError):
        return ""  # then no region is the nearest


def _degrees(words: str) -> Place:
    """ISO 6709 as the table has it: "+353916+1394441" or "+4830+00220"."""
    second = max(words.rfind("+"), words.rfind("-"))
    # two digits of degrees for the latitude, three for the longitude
    return _angle(words[:second], 2), _angle(words[second:], 3)


def _angle(words: str, digits: int) -> float:
    number = words[1:]
    degrees = int(number[:digits])
    minutes = int(number[digits : digits + 2])
    seconds = int(number[digits + 2 :] or 0)
    return (-1 if words[0] == "-" else 1) * (degrees + minutes / 60 + seconds / 3600)


def _canonical(zone: str) -> str:
    """One name for all that CLDR takes for the same zone ("Asia/Calcutta", "Asia/Kolkata")."""
    from babel.core import get_global  # reads a file of some size

    return str(get_global("zone_aliases").get(zone, zone))
