"""Runs steps side by side, in plain threads, as soon as what they require is done."""

from __future__ import annotations

import logging
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from app.awake import SleepWatch
from app.awake import clock as clock_through_sleep
from app.engine.attempts import Attempts, DescribeError
from app.engine.cancel import Cancelled, CancelToken
from app.engine.context import StepContext, UndoContext
from app.engine.events import Emit, LogLine, Outcome, RunFinished, StepFailed
from app.engine.graph import StepGraph
from app.engine.journal import Journal
from app.engine.record import Kind
from app.engine.report import RunReport, UndoReport
from app.engine.step import Step
from app.engine.telling import Clock, Telling
from app.engine.undo import Undoing
from app.problems import Problem, ProblemError

TICK_SECONDS: Final = 1.0
"""How often the progress of steps that only wait is looked at."""

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class _Ended:
    """A step's thread is at its end: it brought `result` about, met `problem` or was cancelled."""

    step: str
    done: bool = False
    result: Any = None
    problem: Problem | None = None


@dataclass
class _State:
    """One run. Only the thread that called `run` changes it."""

    threads: dict[str, threading.Thread] = field(default_factory=dict)
    failures: dict[str, Problem] = field(default_factory=dict)
    done: int = 0


class Engine:
    """Brings a set of steps about, or takes them back.

    For each step, as soon as all it requires is done: probe; if it is not so yet, write
    `applying` to the journal, apply. A retryable problem is met with both again, as the
    step's `RetryPolicy` says. Running the same steps again, with the same journal, resumes.

    `emit` gets each event, from several threads but one at a time; an `emit` that raises
    stops the run. `describe_error` puts exceptions that are no `ProblemError` into words.
    Raises `GraphError` for steps that cannot be run.
    """

    def __init__(
        self,
        steps: Sequence[Step[Any]],
        *,
        journal: Journal,
        emit: Emit,
        cancel: CancelToken,
        describe_error: DescribeError,
        clock: Clock = time.monotonic,
        tick_seconds: float = TICK_SECONDS,
        boot_clock: Clock = clock_through_sleep,
    ) -> None:
        self._graph = StepGraph(steps)
        self._journal = journal
        self._cancel = cancel
        self._attempts = Attempts(describe_error)
        self._clock = clock
        self._tick_seconds = tick_seconds
        self._sleeps = SleepWatch(boot_clock)
        self._telling = Telling(self._graph, emit, clock)
        self._results: dict[str, Any] = {}
        self._ended: queue.SimpleQueue[_Ended] = queue.SimpleQueue()

    # -- run -----------------------------------------------------------------------------

    def run(self, *, clean_up: CancelToken | None = None) -> RunReport:
        """Run all steps; return when no thread of theirs is left.

        After the first failure, or once the cancel token is set, no further step starts;
        those that run come to their own end (on a set token that is soon). With `clean_up`
        a run that does not end well is undone before this returns; that token, not the
        run's, stops the undoing. The last event is `RunFinished`.
        """
        self._telling.run_started()
        state = _State()
        try:
            self._run_all(state)
        except BaseException:
            self._cancel.cancel()
            raise
        finally:
            for thread in state.threads.values():
                thread.join()
        outcome = self._outcome(state)
        self._finish("run", outcome)
        undone = None
        if clean_up is not None and outcome != Outcome.DONE:
            undone = self._take_back(clean_up)
        problem = next(iter(state.failures.values()), None)
        report = RunReport(outcome, problem, state.failures, undone, dict(self._results))
        self._telling.tell(RunFinished(outcome=outcome, problem=problem, left=report.left))
        return report

    def _run_all(self, state: _State) -> None:
        sorter = self._graph.sorter()
        while True:
            for step in sorter.get_ready():
                if state.failures or self._cancel.cancelled:
                    break
                self._start(step, state)
            if not state.threads:
                return
            ended = self._wait(state)
            state.threads.pop(ended.step).join()
            if ended.done:
                self._results[ended.step] = ended.result
                state.done += 1
                sorter.done(ended.step)
            elif ended.problem is not None:
                state.failures[ended.step] = ended.problem

    def _start(self, name: str, state: _State) -> None:
        thread = threading.Thread(target=self._work, args=(name,), name=f"step-{name}")
        thread.start()
        state.threads[name] = thread

    def _wait(self, state: _State) -> _Ended:
        while True:
            self._sleeps.look()
            try:
                return self._ended.get(timeout=self._tick_seconds)
            except queue.Empty:
                self._telling.tick(tuple(state.threads))

    def _outcome(self, state: _State) -> Outcome:
        if state.failures:
            return Outcome.FAILED
        return Outcome.DONE if state.done == len(self._graph) else Outcome.CANCELLED

    # -- one step, in its own thread ------------------------------------------------------

    def _work(self, name: str) -> None:
        """The whole of a step's thread: whatever happens, it says that it ended."""
        ended = _Ended(name)
        try:
            ended = _Ended(name, done=True, result=self._bring_about(name))
        except Cancelled:
            pass
        except BaseException as error:
            if not isinstance(error, ProblemError):
                _logger.exception("step %s broke", name)
            problem = self._attempts.problem_of(error)
            # what breaks while a run is being stopped broke because of that
            ended = _Ended(name, problem=None if self._cancel.cancelled else problem)
            self._tell_failure(ended, problem)
        finally:
            self._ended.put(ended)

    def _bring_about(self, name: str) -> Any:
        step = self._graph[name]
        context = StepContext(
            step,
            graph=self._graph,
            journal=self._journal,
            telling=self._telling,
            cancel=self._cancel,
            results=self._results,
        )
        began = self._clock()
        self._telling.started(step)

        def attempt(number: int) -> tuple[Any, bool]:
            # also before a second apply: the first may have done its work before it broke
            found = step.probe(context)
            if found is not None:
                return found, number == 1
            self._cancel.check()
            self._journal.append(Kind.APPLYING, step=name, attempt=number)
            return step.apply(context), False

        def tell(problem: Problem, number: int, wait_seconds: float) -> None:
            self._telling.retrying(name, problem, number, wait_seconds)

        result, already = self._attempts.run(
            attempt,
            policy=step.retry,
            cancel=self._cancel,
            tell=tell,
            sleeps=self._sleeps.look,
        )
        seconds = self._clock() - began
        kind = Kind.FOUND if already else Kind.APPLIED
        self._journal.append(kind, step=name, seconds=round(seconds, 3))
        self._telling.done(name, seconds, already=already)
        return result

    def _tell_failure(self, ended: _Ended, problem: Problem) -> None:
        try:
            self._write_down(Kind.FAILED, step=ended.step, phase="run", code=problem.code)
            if ended.problem is None:
                self._telling.log(problem.message, ended.step, logging.WARNING)
            else:
                self._telling.tell(StepFailed(step=ended.step, problem=problem))
        except Exception:
            # the caller of `run` meets it too, at the next event
            _logger.exception("the events of a run could not be told")

    # -- undo ----------------------------------------------------------------------------

    def undo(self, cancel: CancelToken) -> UndoReport:
        """Take back all that the journal says was made, in this run or an earlier one.

        `cancel` is a token of its own: the run's may be set already. The last event is
        `RunFinished`, with what is left.
        """
        report = self._take_back(cancel)
        self._telling.tell(
            RunFinished(outcome=report.outcome, problem=report.problem, left=report.left)
        )
        return report

    def _take_back(self, cancel: CancelToken) -> UndoReport:
        def make_context(step: Step[Any], cancel: CancelToken) -> UndoContext:
            return UndoContext(
                step,
                graph=self._graph,
                journal=self._journal,
                telling=self._telling,
                cancel=cancel,
                results=self._results,
            )

        report = Undoing(
            self._graph,
            journal=self._journal,
            telling=self._telling,
            attempts=self._attempts,
            cancel=cancel,
            make_context=make_context,
        ).run()
        self._finish("undo", report.outcome, left=report.left)
        return report

    # -- journal -------------------------------------------------------------------------

    def _finish(self, phase: str, outcome: Outcome, **facts: Any) -> None:
        self._write_down(Kind.FINISHED, phase=phase, outcome=outcome, **facts)

    def _write_down(self, kind: Kind, **facts: Any) -> None:
        """For what a later run can do without: a full disk must not hide the first failure."""
        try:
            self._journal.append(kind, **facts)
        except ProblemError as error:
            self._telling.tell(LogLine(text=error.problem.message, level=logging.WARNING))
