"""What a run or an undo came to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast

from app.engine.events import Outcome
from app.engine.step import ResultT, Step
from app.problems import Problem


@dataclass(frozen=True)
class UndoReport:
    """`left` names the steps whose work is still there and may bill, newest first.

    `problem` is the first failure among them. `outcome` is CANCELLED when somebody stopped
    the undo, FAILED when something could not be removed.
    """

    outcome: Outcome
    left: tuple[str, ...] = ()
    problem: Problem | None = None


@dataclass(frozen=True)
class RunReport:
    """`problem` is the first failure, `failures` all of them by step, in order.

    `undone` tells of the cleaning up after a run that did not end well, if there was one.
    """

    outcome: Outcome
    problem: Problem | None = None
    failures: Mapping[str, Problem] = field(default_factory=dict)
    undone: UndoReport | None = None
    results: Mapping[str, Any] = field(default_factory=dict)
    """By step id; `result` is the typed way to them."""

    @property
    def left(self) -> tuple[str, ...]:
        """What the cleaning up could not remove."""
        return self.undone.left if self.undone else ()

    def result(self, step: Step[ResultT]) -> ResultT:
        """What `step` came to. Raises `LookupError` for a step that is not done."""
        if step.id not in self.results:
            raise LookupError(f"{step.id} is not done")
        return cast("ResultT", self.results[step.id])
