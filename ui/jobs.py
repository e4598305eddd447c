"""Work of the core in plain threads, its events and its end brought over by the bridge."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from PySide6.QtCore import QObject, Signal

from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import Emit, Event, LogLine, Outcome, Progress
from app.problems import Problem, ProblemError
from app.text import Text
from ui.bridge import Bridge

AT_ONCE: Final = 12
"""Operations that run side by side; further ones wait for a place."""

LINES_KEPT: Final = 2_000
"""Log lines of a job that are kept for a view that is opened later."""

Work = Callable[[Emit, CancelToken], Any]
"""An operation of the core: gets where to send events and when to stop; returns its result."""


@dataclass(frozen=True)
class _Told:
    job: Job
    event: Event


@dataclass(frozen=True)
class _Ended:
    """`problem` and `result` are None where there is none; neither after a cancel."""

    job: Job
    cancelled: bool
    problem: Problem | None
    result: Any


class Job(QObject):
    """One running operation. Exactly one of `done`, `failed`, `cancelled` ends it."""

    told = Signal(list)
    """`Event`s of the core, in order. One emit a burst: each hands the interpreter to others."""
    done = Signal(object)
    failed = Signal(object)
    """A `Problem`."""
    cancelled = Signal()
    ended = Signal(object)
    """After any of the three; carries the job itself, with its `outcome` and its `problem`.

    Jobs outlive windows. So connect methods of the window's objects, which Qt lets go of
    together with them: a function of your own would be called, and find a window that is gone
    (`ui.lifetimes`).
    """

    def __init__(self, title: Text, subject: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.title = title
        self.subject = subject
        self.token = CancelToken()
        self.outcome: Outcome | None = None
        """None as long as it runs."""
        self.problem: Problem | None = None
        self._steps: list[Event] = []
        self._lines: deque[Event] = deque(maxlen=LINES_KEPT)
        self._latest: tuple[Progress, ...] = ()

    @property
    def history(self) -> list[Event]:
        """What it told so far: every step, the latest progress, the last log lines."""
        return [*self._steps, *self._latest, *self._lines]

    @property
    def fraction(self) -> float:
        """The share that is done, 0 to 1, by the latest progress."""
        return self._latest[0].fraction if self._latest else 0.0

    def tell(self, events: Sequence[Event]) -> None:
        """Keep what a later view needs, and emit `told`."""
        for event in events:
            if isinstance(event, LogLine):
                self._lines.append(event)
            elif isinstance(event, Progress):
                self._latest = (event,)
            else:
                self._steps.append(event)
        if events:
            self.told.emit(list(events))

    def cancel(self) -> None:
        self.token.cancel()


class Jobs(QObject):
    """Starts jobs and knows which run. Lives in the GUI thread; owns the bridge."""

    changed = Signal()

    def __init__(
        self, explain: Callable[[BaseException], Problem], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._explain = explain
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._arrived)
        self._threads = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="job")
        self._running: list[Job] = []

    @property
    def running(self) -> tuple[Job, ...]:
        return tuple(self._running)

    def start(self, title: Text, work: Work, *, subject: str = "") -> Job:
        """Run `work` in a thread. `subject` names the server it is about."""
        job = Job(title, subject, self)
        self._running.append(job)

        def emit(event: Event) -> None:
            self._bridge.post(_Told(job, event))

        future = self._threads.submit(work, emit, job.token)
        future.add_done_callback(lambda ended: self._bridge.post(self._end_of(job, ended)))
        self.changed.emit()
        return job

    def close(self) -> None:
        """Ask everything to stop and wait for it. Every wait of the core looks at its token."""
        for job in self.running:
            job.cancel()
        self._bridge.close()
        self._threads.shutdown(wait=True)

    def _arrived(self, things: list[object]) -> None:
        for job, parts in groupby(things, _job_of):
            if job not in self._running:  # a thread of its own that outlived it
                continue
            told: list[Event] = []
            for thing in parts:
                if isinstance(thing, _Told):
                    told.append(thing.event)
                elif isinstance(thing, _Ended):
                    job.tell(told)
                    told = []
                    self._finish(thing)
            job.tell(told)

    def _end_of(self, job: Job, future: Future[Any]) -> _Ended:
        """Runs in the job's thread: finding words for an error may import a lot."""
        error = future.exception()
        if error is None:
            return _Ended(job, False, None, future.result())
        if isinstance(error, Cancelled):
            return _Ended(job, True, None, None)
        problem = error.problem if isinstance(error, ProblemError) else self._explain(error)
        return _Ended(job, False, problem, None)

    def _finish(self, end: _Ended) -> None:
        job = end.job
        self._running.remove(job)
        job.problem = end.problem
        if end.cancelled:
            job.outcome = Outcome.CANCELLED
            job.cancelled.emit()
        elif end.problem is not None:
            job.outcome = Outcome.FAILED
            job.failed.emit(end.problem)
        else:
            job.outcome = Outcome.DONE
            job.done.emit(end.result)
        job.ended.emit(job)
        job.deleteLater()
        self.changed.emit()


def _job_of(thing: object) -> Job:
    if isinstance(thing, _Told | _Ended):
        return thing.job
    raise TypeError(type(thing).__name__)
