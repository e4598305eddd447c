"""Whether the machine's clock and this computer's agree as far as certificates need it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from app.problems import Action, Problem
from app.text import text

_HARMLESS: Final = timedelta(hours=1)
"""The setup program dates a certificate back by as much."""
_SUSPECT: Final = timedelta(minutes=5)
"""What is refused as not yet, or no longer, valid may be refused for that."""
_OF_TIME: Final = frozenset(
    {"guest-packages", "guest-packages-network", "guest-index-certificate", "guest-index-network"}
)


@dataclass(frozen=True)
class Asked:
    """When a question to the machine was sent, and when its answer came, by this computer."""

    sent: datetime
    came: datetime

    def clock_problem(self, answer: Mapping[str, Any]) -> Problem | None:
        """The problem that a clock is wrong, if `answer`, a last event of the setup program,
        cannot have been given between the two moments and that matters.

        Whoever closes the lid in between gets an answer that is old: that is no wrong clock.
        """
        try:
            there = datetime.fromtimestamp(float(answer["time"]), UTC)
        except (KeyError, TypeError, ValueError, OverflowError, OSError):
            return None  # it did not say
        off = max(self.sent - there, there - self.came)
        allowed = _SUSPECT if answer.get("code") in _OF_TIME else _HARMLESS
        return _wrong_clock(there, self.came) if off > allowed else None


def _wrong_clock(there: datetime, here: datetime) -> Problem:
    return Problem(
        code="guest-clock",
        message=text(
            "The machine's clock says {there}, this computer's says {here} (UTC).",
            there=f"{there:%Y-%m-%d %H:%M}",
            here=f"{here:%Y-%m-%d %H:%M}",
        ),
        advice=text(
            "With a wrong clock certificates are refused. If this computer's clock is wrong, set"
            " it; if it is right, restart the machine, which then gets the time anew. Then resume."
        ),
        action=Action.RESUME,
    )
