"""Prices in words, by the language of the moment."""

from __future__ import annotations

from typing import Final

from babel.numbers import format_currency

from app.catalogue import Prices
from app.text import Text, current_language, text, verbatim

HOURS_A_DAY: Final = 8
DAYS_A_MONTH: Final = 30


def money(amount: float, currency: str, digits: int) -> str:
    """`amount` as people write it, with `digits` after the point."""
    return format_currency(
        round(amount, digits), currency, locale=current_language(), decimal_quantization=False
    )


def price_words(prices: Prices | None) -> tuple[Text, Text]:
    """Per hour while it runs, and per month when it runs eight hours a day."""
    running = prices.running() if prices else None
    stopped = prices.stopped() if prices else None
    if prices is None or running is None or stopped is None:
        return text("Price unknown"), verbatim("")
    hours = HOURS_A_DAY * DAYS_A_MONTH
    month = running * hours + stopped * (24 * DAYS_A_MONTH - hours)
    return (
        text("{price} / hour", price=money(running, prices.currency, 3)),
        text(
            "about {price} a month at {hours} h a day",
            price=money(month, prices.currency, 0),
            hours=HOURS_A_DAY,
        ),
    )
