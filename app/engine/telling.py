"""Tells the readers of a run what happens, in one order and with figures that only go forward."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable
from typing import Final

from app.engine.estimate import Estimate
from app.engine.events import (
    Emit,
    Event,
    LogLine,
    Progress,
    RunStarted,
    StepDone,
    StepInfo,
    StepRetrying,
    StepStarted,
)
from app.engine.graph import StepGraph
from app.engine.step import Step
from app.problems import Problem
from app.text import Text

Clock = Callable[[], float]
"""Seconds from any start; never goes backwards."""

_WORTH_TELLING: Final = 0.01
"""A silent step's fraction is told again when it grew by this much."""


class Telling:
    """Emits the events of one run, from several threads, one at a time."""

    def __init__(self, graph: StepGraph, emit: Emit, clock: Clock = time.monotonic) -> None:
        self._graph = graph
        self._emit = emit
        self._clock = clock
        self._estimate = Estimate(graph)
        self._told = {step.id: 0.0 for step in graph.steps}
        # a reader may cancel the run from within `emit`, and what that closes may log
        self._lock = threading.RLock()

    def tell(self, event: Event) -> None:
        with self._lock:
            self._emit(event)

    def log(self, line: Text, step: str = "", level: int = logging.INFO) -> None:
        self.tell(LogLine(text=line, step=step, level=level))

    def run_started(self) -> None:
        infos = (StepInfo(step.id, step.name, step.weight_seconds) for step in self._graph.steps)
        self.tell(RunStarted(steps=tuple(infos)))

    def started(self, step: Step[object]) -> None:
        with self._lock:
            self._estimate.start(step.id, self._clock())
            self._emit(StepStarted(step=step.id, status=step.status))

    def progress(self, step: str, fraction: float, detail: Text | None = None) -> None:
        """What a step says of itself; told if it is news."""
        with self._lock:
            self._estimate.report(step, fraction)
            self._tell_progress(step, detail, at_least=0.0)

    def tick(self, running: Iterable[str]) -> None:
        """Time went by in the `running` steps."""
        with self._lock:
            for step in running:
                self._tell_progress(step, None, at_least=_WORTH_TELLING)

    def retrying(self, step: str, problem: Problem, attempt: int, wait_seconds: float) -> None:
        self.tell(
            StepRetrying(step=step, problem=problem, attempt=attempt, wait_seconds=wait_seconds)
        )

    def done(self, step: str, seconds: float, *, already: bool) -> None:
        with self._lock:
            self._estimate.finish(step)
            self._tell_progress(step, None, at_least=0.0)
            self._emit(StepDone(step=step, seconds=seconds, already=already))

    def _tell_progress(self, step: str, detail: Text | None, *, at_least: float) -> None:
        now = self._estimate.at(self._clock(), step)
        grown = now.step_fraction - self._told[step]
        if detail is None and (grown <= 0 or grown < at_least):
            return
        self._told[step] = now.step_fraction
        self._emit(
            Progress(
                step=step,
                step_fraction=now.step_fraction,
                fraction=now.fraction,
                seconds_left=now.seconds_left,
                detail=detail,
            )
        )
