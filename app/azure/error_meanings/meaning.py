"""The parts of a `Problem` that do not depend on the single failure."""

from __future__ import annotations

from dataclasses import dataclass

from app.problems import Action
from app.text import Text


@dataclass(frozen=True)
class Meaning:
    """What an error of the service means: see `app.problems.Problem`."""

    code: str
    message: Text
    advice: Text
    retryable: bool = False
    action: Action | None = None
    alternative: Action | None = None
