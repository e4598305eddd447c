"""Takes back what a journal says was made, newest first, and says what is left."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from app.engine.attempts import Attempts
from app.engine.cancel import Cancelled, CancelToken
from app.engine.context import UndoContext
from app.engine.events import Outcome, UndoDone, UndoFailed, UndoStarted
from app.engine.graph import StepGraph
from app.engine.journal import Journal
from app.engine.record import Kind
from app.engine.report import UndoReport
from app.engine.step import Step
from app.engine.telling import Telling
from app.problems import Problem, ProblemError
from app.text import text

MakeContext = Callable[[Step[Any], CancelToken], UndoContext]


@dataclass
class _Tally:
    """Still to take back, newest first, and the first failure of each."""

    left: list[str]
    failures: dict[str, Problem] = field(default_factory=dict)


class Undoing:
    """One undo. Killed in the middle, it can be begun anew: the journal says what remains."""

    def __init__(
        self,
        graph: StepGraph,
        *,
        journal: Journal,
        telling: Telling,
        attempts: Attempts,
        cancel: CancelToken,
        make_context: MakeContext,
    ) -> None:
        self._graph = graph
        self._journal = journal
        self._telling = telling
        self._attempts = attempts
        self._cancel = cancel
        self._make_context = make_context

    def run(self) -> UndoReport:
        """Take back all that can be. A failure stops nothing: the rest is still removed."""
        made = self._journal.record.made()
        tally = _Tally(list(self._graph.undo_order(made)))
        unknown = [step for step in reversed(made) if step not in self._graph]
        try:
            self._take_back_all(tally)
            cancelled = False
        except Cancelled:
            cancelled = True
        for step in tally.left:
            if step in tally.failures:
                self._telling.tell(UndoFailed(step=step, problem=tally.failures[step]))
        for step in unknown:
            tally.failures[step] = _unknown(step)
            self._telling.tell(UndoFailed(step=step, problem=tally.failures[step]))
        return _report([*unknown, *tally.left], tally.failures, cancelled=cancelled)

    def _take_back_all(self, tally: _Tally) -> None:
        """Twice over what fails: what a later step stood in the way of goes once that is gone."""
        before = len(tally.left)
        for step in tuple(tally.left):
            self._telling.tell(UndoStarted(step=step))
            self._take_back(step, tally)
        if 0 < len(tally.left) < before:
            for step in tuple(tally.left):
                self._take_back(step, tally)

    def _take_back(self, name: str, tally: _Tally) -> None:
        step = self._graph[name]
        context = self._make_context(step, self._cancel)

        def tell(problem: Problem, attempt: int, wait_seconds: float) -> None:
            self._telling.retrying(name, problem, attempt, wait_seconds)

        try:
            self._attempts.run(
                lambda _attempt: step.undo(context),
                policy=step.retry,
                cancel=self._cancel,
                tell=tell,
            )
        except ProblemError as error:
            tally.failures.setdefault(name, error.problem)
            self._telling.log(error.problem.message, name, logging.WARNING)
            self._write_down(Kind.FAILED, step=name, phase="undo", code=error.problem.code)
            return
        tally.left.remove(name)
        self._write_down(Kind.UNDONE, step=name)
        self._telling.tell(UndoDone(step=name))

    def _write_down(self, kind: Kind, **facts: Any) -> None:
        """A full disk must not keep what bills from being removed; undoing twice is harmless."""
        try:
            self._journal.append(kind, **facts)
        except ProblemError as error:
            self._telling.log(error.problem.message, level=logging.WARNING)


def _report(left: list[str], failures: dict[str, Problem], *, cancelled: bool) -> UndoReport:
    # `failures` stands in the order in which they happened
    problem = next((problem for step, problem in failures.items() if step in left), None)
    if not left:
        return UndoReport(Outcome.DONE)
    return UndoReport(Outcome.CANCELLED if cancelled else Outcome.FAILED, tuple(left), problem)


def _unknown(step: str) -> Problem:
    return Problem(
        code="unknown-step",
        message=text("The journal names {step}, which this Kumonote does not know.", step=step),
        advice=text("Look in the portal for what is left of this server, or update Kumonote."),
    )
