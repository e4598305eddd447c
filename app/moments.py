"""Times of the day and dates in words, as the language of the moment writes them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from app.text import ENGLISH, LANGUAGES, current_language


@dataclass(frozen=True)
class ClockTime:
    """A time of the day without seconds. A value of a `Text` follows its language."""

    moment: datetime

    def __str__(self) -> str:
        from babel.dates import format_time  # slow to import; no time, no need

        return str(format_time(self.moment, "short", tzinfo=self.moment.tzinfo, locale=_locale()))

    def __format__(self, how: str) -> str:
        return format(str(self), how)


@dataclass(frozen=True)
class Day:
    """A date. A value of a `Text` follows its language."""

    moment: datetime

    def __str__(self) -> str:
        from babel.dates import format_date

        return str(format_date(self.moment.date(), "long", locale=_locale()))

    def __format__(self, how: str) -> str:
        return format(str(self), how)


def _locale() -> str:
    language = current_language()
    return language if language in LANGUAGES else ENGLISH
