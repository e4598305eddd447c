"""What an operation that failed or was stopped leaves in the cloud, and what that costs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from app.azure.removal import ADDRESS, DISK, MACHINE, Part, content_of, group_words
from app.catalogue import Prices
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import Emit, LeftBehind
from app.engine.journal import Journal
from app.money import money_a_day, money_an_hour
from app.operations.workspace import Workspace
from app.plan import Plan
from app.problems import ProblemError
from app.text import Text, text, verbatim

_LOG = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 15.0
"""The user waits for this after a cancel."""


@contextmanager
def telling_what_is_left(
    workspace: Workspace, plan: Plan, journal: Journal, emit: Emit
) -> Iterator[None]:
    """If what is inside fails or is cancelled, say what is in the server's group then."""
    try:
        yield
    except (ProblemError, Cancelled):
        emit(left_behind(workspace, plan, journal))
        raise


def left_behind(workspace: Workspace, plan: Plan, journal: Journal) -> LeftBehind:
    """What the cloud says is there; where it does not answer, what the journal says was begun."""
    answered, parts = _asked(workspace, plan.group)
    if not answered:
        begun = journal.record.made()
        return LeftBehind(
            things=tuple(map(verbatim, begun)),
            sentence=text(
                "Azure does not say what is there. Begun were: {steps}. Look again with `list`: "
                "what is there may cost money.",
                steps=", ".join(begun) or "-",
            ),
        )
    if parts is None:
        return LeftBehind(things=(), sentence=text("Nothing was left in Azure."))
    things = (*(part.words for part in parts), group_words(plan.group))
    return LeftBehind(
        things=things,
        sentence=text(
            "This is left in Azure: {things}. {cost}",
            things=Several(things),
            cost=_cost(parts, plan.prices),
        ),
    )


def _asked(workspace: Workspace, group: str) -> tuple[bool, tuple[Part, ...] | None]:
    """Whether somebody could be asked in time, and what is in the group, if there is one."""
    look = CancelToken()
    limit = threading.Timer(_LOOK_SECONDS, look.cancel)
    limit.start()
    try:
        workspace.session.settle()
        return True, content_of(workspace.session, group, look)
    except (ProblemError, Cancelled) as error:
        _LOG.warning("what is left could not be looked up: %s", error)
        return False, None
    finally:
        limit.cancel()


def _cost(parts: tuple[Part, ...], prices: Prices | None) -> Text:
    types = {part.type for part in parts}
    if not types & {MACHINE, DISK, ADDRESS}:
        return text("It costs nothing.")
    amount = (prices.running() if MACHINE in types else prices.stopped()) if prices else None
    if prices is None or amount is None:
        return text("It costs money until it is removed.")
    price = money_an_hour(amount, prices.currency)
    day = money_a_day(amount, prices.currency)
    if MACHINE in types:
        return text(
            "It costs about {price} an hour while the machine runs, {day} a day.",
            price=price,
            day=day,
        )
    return text(
        "It costs at most {price} an hour until it is removed, {day} a day.", price=price, day=day
    )


@dataclass(frozen=True)
class Several:
    """Words one after the other, in the language of the moment they are read."""

    words: tuple[Text, ...]

    def __str__(self) -> str:
        return ", ".join(map(str, self.words))

    def __format__(self, how: str) -> str:
        return format(str(self), how)
