"""Prices in words, rendered in the language of the moment they are read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from app.catalogue import Prices
from app.text import ENGLISH, LANGUAGES, Text, current_language, text, verbatim

HOURS_A_DAY: Final = 8
DAYS_A_MONTH: Final = 30


@dataclass(frozen=True)
class Money:
    """An amount with `digits` after the point. A value of a `Text` follows its language."""

    amount: float
    currency: str
    digits: int

    def __str__(self) -> str:
        from babel.numbers import format_currency  # slow to import; no price, no need

        language = current_language()
        digits = "." + "0" * self.digits if self.digits else ""
        return format_currency(
            round(self.amount, self.digits),
            self.currency,
            format=f"¤#,##0{digits}",
            locale=language if language in LANGUAGES else ENGLISH,
            currency_digits=False,
        )

    def __format__(self, how: str) -> str:
        return format(str(self), how)


def month_of(running: float, stopped: float) -> float:
    """What a month costs at `HOURS_A_DAY`, from two prices an hour."""
    hours = HOURS_A_DAY * DAYS_A_MONTH
    return running * hours + stopped * (24 * DAYS_A_MONTH - hours)


def per_hour(amount: float, currency: str) -> Text:
    return text("{price} / hour", price=Money(amount, currency, 3))


def price_words(prices: Prices | None) -> tuple[Text, Text]:
    """Per hour while it runs, and per month when it runs eight hours a day."""
    running = prices.running() if prices else None
    stopped = prices.stopped() if prices else None
    if prices is None or running is None or stopped is None:
        return text("Price unknown"), verbatim("")
    return (
        per_hour(running, prices.currency),
        text(
            "about {price} a month at {hours} h a day",
            price=Money(month_of(running, stopped), prices.currency, 0),
            hours=HOURS_A_DAY,
        ),
    )
