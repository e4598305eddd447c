"""In which of the price list's currencies this user reckons."""

from __future__ import annotations

import locale
from typing import Final

from app.settings import CURRENCIES
from app.wizard.time_zones import time_zone_here

USUAL: Final = "USD"


def currency_of(country: str) -> str:
    """The currency of a country by its two letters; US dollars where the list has another."""
    from babel.numbers import get_territory_currencies

    try:
        found = get_territory_currencies(country)
    except ValueError:
        return USUAL
    return next((currency for currency in found if currency in CURRENCIES), USUAL)


def currency_here() -> str:
    """The currency of the country that the locale names, else of that of the time zone."""
    country = country_of_locale(locale.getlocale()[0] or "") or _country_of_zone(time_zone_here())
    return currency_of(country) if country else USUAL


def country_of_locale(name: str) -> str:
    """
    >>> country_of_locale("ja_JP"), country_of_locale("C"), country_of_locale("German_Germany")
    ('JP', '', '')
    """
    _, _, rest = name.partition("_")
    country = rest.partition(".")[0].partition("@")[0]
    return country if len(country) == 2 and country.isascii() and country.isupper() else ""


def _country_of_zone(zone: str) -> str:
    from babel.core import get_global

    found = str(get_global("zone_territories").get(zone, ""))
    return found if len(found) == 2 else ""  # "001" is the world
