"""Time zones by their IANA names, and the Windows names that Azure's schedules take instead.

The table is CLDR's, as tzlocal ships it, so no zone data of the platform is needed: a fresh
Linux machine or Windows has none.
"""

from __future__ import annotations

import warnings
from functools import cache

import tzlocal
from tzlocal.windows_tz import tz_win, win_tz

UTC = "Etc/UTC"


def windows_time_zone(name: str) -> str | None:
    """The Windows name of the IANA zone `name`, or None where there is none.

    >>> windows_time_zone("Asia/Tokyo")
    'Tokyo Standard Time'
    """
    return tz_win.get(name) if name in known_time_zones() else None


def iana_time_zone(windows_name: str) -> str:
    """The IANA name that CLDR has for a Windows zone; the name itself where it has none.

    >>> iana_time_zone("Tokyo Standard Time")
    'Asia/Tokyo'
    """
    return win_tz.get(windows_name, windows_name)


@cache
def known_time_zones() -> tuple[str, ...]:
    """Every IANA name that may be chosen, sorted."""
    return tuple(sorted(name for name in tz_win if name))  # the table maps "", too


def time_zone_here() -> str:
    """The IANA name of this computer's zone; UTC where it cannot be told or has no Windows name."""
    try:
        with warnings.catch_warnings():
            # tzlocal warns where nothing is configured, as in most containers; UTC is meant then
            warnings.simplefilter("ignore")
            name = tzlocal.get_localzone_name()
    except (LookupError, OSError, ValueError):  # zoneinfo's own error is a LookupError
        return UTC
    return name if windows_time_zone(name) else UTC
