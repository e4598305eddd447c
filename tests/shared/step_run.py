"""A `StepRun` outside of the engine: it remembers what a step says."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

from app.engine.cancel import CancelToken
from app.engine.step import ResultT, Step
from app.text import Text


class RecordedRun:
    """Results of required steps are given beforehand, by their step's id."""

    def __init__(self, results: Mapping[str, Any] | None = None) -> None:
        self.cancel = CancelToken()
        self.lines: list[str] = []
        self.notes: list[Mapping[str, Any]] = []
        self._results = dict(results or {})

    def log(self, line: Text, *, level: int = logging.INFO) -> None:
        del level
        self.lines.append(str(line))

    def progress(self, fraction: float, detail: Text | None = None) -> None:
        """Nobody watches."""

    def note(self, facts: Mapping[str, Any]) -> None:
        self.notes.append(facts)

    def result(self, step: Step[ResultT]) -> ResultT:
        found: ResultT = self._results[step.id]
        return found
