"""What is left over, in words for the command line and the window."""

from __future__ import annotations

from collections.abc import Sequence

from app.money import Money
from app.operations.orphan_step import orphan_words
from app.operations.orphans import Leftover
from app.text import Text, text


def leftover_line(leftover: Leftover) -> Text:
    """ "disk aurora-disk (32 GiB, Japan East): $2.40 a month"."""
    orphan = leftover.orphan
    place = f"{orphan.gib} GiB, {leftover.region}" if orphan.gib else leftover.region
    return text(
        "{thing} ({place}): {price}",
        thing=orphan_words(orphan),
        place=place,
        price=_price(leftover),
    )


def sum_words(leftovers: Sequence[Leftover]) -> Text:
    """What all of them cost together, as far as it is known."""
    known = [leftover.month for leftover in leftovers if leftover.month is not None]
    currency = leftovers[0].currency if leftovers else "USD"
    return text("What is left over costs {price} a month.", price=Money(sum(known), currency))


def _price(leftover: Leftover) -> Text:
    if leftover.month is None:
        return text("price unknown")
    if not leftover.month:
        return text("free of charge")
    return text("{price} a month", price=Money(leftover.month, leftover.currency))
