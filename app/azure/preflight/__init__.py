"""What can be known to fail before anything is made: seconds instead of minutes.

Everything is asked side by side: the name, size and both tiers of quota, addresses, the image
and its terms, the label, registrations, what the account may do, and what policies refuse.
Each finding names a way out.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from app.azure.preflight.access import permissions, registrations, subscription
from app.azure.preflight.image import image, terms
from app.azure.preflight.name import group, label
from app.azure.preflight.policy import policies
from app.azure.preflight.question import Check, Problems, Question
from app.azure.preflight.room import addresses, size_and_quota
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.plan import Plan
from app.problems import Problem, ProblemError

__all__ = ["CHECKS", "preflight"]

CHECKS: Final[tuple[Check, ...]] = (
    subscription,
    permissions,
    group,
    size_and_quota,
    addresses,
    policies,
    image,
    terms,
    label,
    registrations,
)
"""In the order in which their findings are told."""

_CANNOT_LOOK: Final = frozenset(
    {"not-permitted", "not-found", "may-not-register", "request-not-understood"}
)


def preflight(session: Session, plan: Plan, offers: Catalogue, cancel: CancelToken) -> Problems:
    """What stands against `plan`, the gravest first; empty if nothing does.

    `offers` are those that the plan was made from, asked for just now. `retryable` findings
    are warnings: the creation overcomes them by itself. What the account may not look at, or
    this cloud does not know, is left out: the service refuses it in time. Raises
    `ProblemError` if the cloud cannot be asked at all.
    """
    question = Question(session, plan, offers, cancel)
    found = side_by_side([_bound(check, question) for check in CHECKS])
    # one rule may refuse several parts: it is told once
    told = {(p.code, str(p.message)): p for part in reversed(found) for p in reversed(part)}
    return tuple(sorted(told.values(), key=lambda p: (p.retryable, _place(p, found))))


def _place(problem: Problem, found: Sequence[Problems]) -> int:
    return next(place for place, part in enumerate(found) if problem in part)


def _bound(check: Check, question: Question) -> Callable[[], Problems]:
    def ask() -> Problems:
        try:
            return check(question)
        except ProblemError as error:
            if error.problem.code in _CANNOT_LOOK:
                return ()
            raise

    return ask
