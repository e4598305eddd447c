"""What a run tells its readers: progress pane, log pane, journal, CLI, tests.

Events are frozen and carry only plain data and `Text`, so any thread may hold one. Times
are seconds since the epoch, durations are seconds, fractions are between 0 and 1.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from app.problems import Problem
from app.text import Text


@dataclass(frozen=True, kw_only=True)
class Event:
    time: float = field(default_factory=time.time)


@dataclass(frozen=True)
class StepInfo:
    """What a pane needs to draw a step before it starts."""

    id: str
    name: Text
    weight_seconds: float


@dataclass(frozen=True, kw_only=True)
class RunStarted(Event):
    steps: tuple[StepInfo, ...]


@dataclass(frozen=True, kw_only=True)
class StepStarted(Event):
    step: str
    status: Text


@dataclass(frozen=True, kw_only=True)
class Progress(Event):
    """`fraction` is the whole run's; `step_fraction` this step's; `seconds_left` the run's."""

    step: str
    step_fraction: float
    fraction: float
    seconds_left: float
    detail: Text | None = None


@dataclass(frozen=True, kw_only=True)
class LogLine(Event):
    """A line for the log pane. `level` is one of `logging`'s."""

    text: Text
    step: str = ""
    level: int = logging.INFO


@dataclass(frozen=True, kw_only=True)
class SignInAsked(Event):
    """The work waits until somebody signs in, for `limit_seconds` at most.

    `user_name` is who is expected, empty if nobody was signed in. `way` is "browser" (its
    window opens by itself) or "device-code" (a `CodeToType` follows).
    """

    user_name: str
    reason: Text
    way: str
    limit_seconds: float


@dataclass(frozen=True, kw_only=True)
class SignInEnded(Event):
    """`user_name` signed in; or it is empty, and `problem` says why nobody did."""

    user_name: str
    problem: Problem | None = None


@dataclass(frozen=True, kw_only=True)
class CodeToType(Event):
    """To sign in, `code` is typed at `page`, before `expires`. Show it large and copyable."""

    page: str
    code: str
    expires: float


@dataclass(frozen=True, kw_only=True)
class StepRetrying(Event):
    step: str
    problem: Problem
    attempt: int
    wait_seconds: float


@dataclass(frozen=True, kw_only=True)
class StepDone(Event):
    """`already` says that the probe found nothing left to do."""

    step: str
    seconds: float
    already: bool = False


@dataclass(frozen=True, kw_only=True)
class StepFailed(Event):
    step: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class UndoStarted(Event):
    step: str


@dataclass(frozen=True, kw_only=True)
class UndoDone(Event):
    step: str


@dataclass(frozen=True, kw_only=True)
class UndoFailed(Event):
    """What `step` made is still there and may bill."""

    step: str
    problem: Problem


@dataclass(frozen=True, kw_only=True)
class LeftBehind(Event):
    """What an operation that did not end well leaves in the cloud: each thing, and the whole
    with what it costs in `sentence`.
    """

    things: tuple[Text, ...]
    sentence: Text


class Outcome(StrEnum):
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, kw_only=True)
class RunFinished(Event):
    """The last event of a run.

    `problem` is the first failure; `left` names the steps whose work undo could not remove.
    """

    outcome: Outcome
    problem: Problem | None = None
    left: tuple[str, ...] = ()


Emit = Callable[[Event], None]
"""Takes each event; called from worker threads, so it must be thread-safe and quick."""
