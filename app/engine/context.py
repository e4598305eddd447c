"""What steps get while they run: one `StepRun` for running and one for being taken back."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, cast

from app.engine.cancel import CancelToken
from app.engine.graph import StepGraph
from app.engine.journal import Journal
from app.engine.record import Kind
from app.engine.step import ResultT, Step
from app.engine.telling import Telling
from app.text import Text


class StepContext:
    """The `StepRun` of a step that is being brought about.

    `results` are those of the steps done so far, by id; the engine adds to them.
    """

    def __init__(
        self,
        step: Step[Any],
        *,
        graph: StepGraph,
        journal: Journal,
        telling: Telling,
        cancel: CancelToken,
        results: Mapping[str, Any],
    ) -> None:
        self.step = step
        self.graph = graph
        self.journal = journal
        self.telling = telling
        self.results = results
        self._cancel = cancel

    @property
    def cancel(self) -> CancelToken:
        return self._cancel

    def log(self, line: Text, *, level: int = logging.INFO) -> None:
        self.telling.log(line, self.step.id, level)

    def progress(self, fraction: float, detail: Text | None = None) -> None:
        self.telling.progress(self.step.id, fraction, detail)

    def note(self, facts: Mapping[str, Any]) -> None:
        self.journal.append(Kind.NOTED, step=self.step.id, facts=facts)

    def result(self, step: Step[ResultT]) -> ResultT:
        """Raises `LookupError` for a step that this one does not require."""
        if step.id not in self.graph.needs(self.step.id):
            raise LookupError(f"{self.step.id} does not require {step.id}")
        return self._find(step)

    def _find(self, step: Step[ResultT]) -> ResultT:
        return cast("ResultT", self.results[step.id])


class UndoContext(StepContext):
    """The `StepRun` of a step that is being taken back, perhaps in another process than it ran in.

    What it requires is still there then, so a result that is not known is looked up by a
    probe. Progress has no figures here; its details become log lines.
    """

    def progress(self, fraction: float, detail: Text | None = None) -> None:
        del fraction
        if detail is not None:
            self.log(detail)

    def _find(self, step: Step[ResultT]) -> ResultT:
        if step.id in self.results:
            return cast("ResultT", self.results[step.id])
        found = step.probe(
            UndoContext(
                step,
                graph=self.graph,
                journal=self.journal,
                telling=self.telling,
                cancel=self.cancel,
                results=self.results,
            )
        )
        if found is None:
            raise LookupError(f"{step.id}, which {self.step.id} requires, is not there")
        return found
