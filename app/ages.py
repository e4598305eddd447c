"""How long ago something was, rendered in the language and at the moment it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from app.text import ENGLISH, LANGUAGES, current_language, text

_A_MINUTE = 60


@dataclass(frozen=True)
class Ago:
    """A value of a `Text`: "3 hours ago"."""

    moment: datetime

    def __str__(self) -> str:
        from babel.dates import format_timedelta  # slow to import

        passed = datetime.now(UTC) - self.moment
        if passed.total_seconds() < _A_MINUTE:
            return str(text("just now"))
        language = current_language()
        return format_timedelta(
            -passed,
            add_direction=True,
            locale=language if language in LANGUAGES else ENGLISH,
        )

    def __format__(self, how: str) -> str:
        return format(str(self), how)
