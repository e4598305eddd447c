"""Answers that do not pass their checks: every finding at once, not the first one only."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from app.problems import Action, Problem, ProblemError
from app.text import Text, text


@dataclass(frozen=True)
class Complaint:
    """One thing wrong with the answers: `line` of the plan file counts from 1, 0 without one."""

    code: str
    field: str
    sentence: Text
    line: int = 0


class NothingMade(ProblemError):
    """What stands against the plan was found in time: there is nothing to go on with."""


class AnswersRefused(ProblemError):
    """Nothing was created, because of `complaints`."""

    def __init__(self, complaints: Sequence[Complaint], message: Text | None = None) -> None:
        super().__init__(
            Problem(
                code="plan-refused",
                message=message or text("The plan does not pass its checks. Nothing was created."),
                advice=text("Correct what is listed and try again."),
                action=Action.EDIT_ANSWERS,
            )
        )
        self.complaints = tuple(complaints)
