"""Prices in words, rendered in the language of the moment they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.catalogue import Prices
from app.text import ENGLISH, LANGUAGES, Text, current_language, text, verbatim

HOURS_A_DAY: Final = 8
"""How long a server is taken to run unless the user says otherwise."""


@dataclass(frozen=True)
class Money:
    """An amount. A value of a `Text` follows its language.

    `further` digits come after those that coins have: 1 makes $0.104 and ￥17.4, -2 makes $25.
    """

    amount: float
    currency: str
    further: int = 0

    def __str__(self) -> str:
        from babel import numbers  # slow to import; no price, no need

        language = current_language()
        locale = language if language in LANGUAGES else ENGLISH
        digits = max(0, numbers.get_currency_precision(self.currency) + self.further)
        # "$5", but "CHF 5"
        apart = "\u00a0" if numbers.get_currency_symbol(self.currency, locale)[-1].isalpha() else ""
        return numbers.format_currency(
            round(self.amount, digits),
            self.currency,
            format=f"¤{apart}#,##0" + ("." + "0" * digits if digits else ""),
            locale=locale,
            currency_digits=False,
        )

    def __format__(self, how: str) -> str:
        return format(str(self), how)


def money_an_hour(amount: float, currency: str) -> Money:
    """An hour costs little: with a digit more than coins have."""
    return Money(amount, currency, further=1)


def money_a_month(amount: float, currency: str) -> Money:
    """An estimate: without coins."""
    return Money(amount, currency, further=-2)


def money_a_day(hourly: float, currency: str) -> Money:
    """What 24 hours come to."""
    return Money(hourly * 24, currency)


def per_hour(amount: float, currency: str) -> Text:
    return text("{price} / hour", price=money_an_hour(amount, currency))


def price_words(prices: Prices | None, hours_a_day: float = HOURS_A_DAY) -> tuple[Text, Text]:
    """Per hour while it runs, and per month when it runs so many hours a day."""
    running = prices.running() if prices else None
    month = prices.month(hours_a_day) if prices else None
    if prices is None or running is None or month is None:
        return text("Price unknown"), verbatim("")
    return (
        per_hour(running, prices.currency),
        text(
            "about {price} a month at {hours} h a day",
            price=money_a_month(month, prices.currency),
            hours=f"{hours_a_day:g}",
        ),
    )


def stopped_words(prices: Prices | None) -> Text:
    """What remains while the server is stopped."""
    stopped = prices.stopped() if prices else None
    if prices is None or stopped is None:
        return verbatim("")
    return text("{price} / hour while stopped", price=money_an_hour(stopped, prices.currency))
