"""What every check is given, and what it answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from app.azure.session import Session
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.plan import Plan
from app.problems import Problem


@dataclass(frozen=True)
class Question:
    """`offers` are those of the plan's region, asked for just now."""

    session: Session
    plan: Plan
    offers: Catalogue
    cancel: CancelToken

    @property
    def scope(self) -> str:
        """The subscription as a path."""
        return f"/subscriptions/{self.session.subscription_id}"


Problems = tuple[Problem, ...]
Check = Callable[[Question], Problems]
"""Raises `ProblemError` where the cloud does not answer."""
