"""Runs blocking SDK calls so that a cancel returns at once, whatever the network does.

A request that hangs in a dead connection cannot be interrupted; it can only be left to its
own timeout. So each call runs in a thread of its own, and the one who waits leaves when
cancelled. What was left behind is remembered: before anything is undone, `settle` waits for
it, because a request that arrives late would make what has just been removed.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from app.awake import Clock, Limit, clock
from app.engine.cancel import Cancelled, CancelToken
from app.problems import Problem, ProblemError
from app.text import text

if TYPE_CHECKING:
    from azure.core.polling import LROPoller

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_TICK_SECONDS = 0.2


class _Outcome(Generic[T]):
    """Takes what a call returned or raised across to the thread that waits for it."""

    def __init__(self) -> None:
        self.finished = threading.Event()
        self.values: list[T] = []
        self.error: BaseException | None = None

    def __enter__(self) -> _Outcome[T]:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        self.error = error
        self.finished.set()
        return True  # raised again by `value`, in the thread that asked

    def value(self) -> T:
        if self.error is not None:
            raise self.error
        return self.values[0]


class Calls:
    """The calls of one session."""

    def __init__(self, clock: Clock = clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._left_behind: list[threading.Thread] = []

    def run(self, call: Callable[[], T], cancel: CancelToken) -> T:
        """`call()`, raising what it raises, or `Cancelled` as soon as somebody cancels."""
        cancel.check()
        outcome: _Outcome[T] = _Outcome()
        awake = threading.Event()

        def work() -> None:
            with outcome:
                outcome.values.append(call())
            awake.set()

        thread = threading.Thread(target=work, name="azure-call", daemon=True)
        forget = cancel.on_cancel(awake.set)
        thread.start()
        awake.wait()
        forget()
        if not outcome.finished.is_set():
            with self._lock:
                self._left_behind.append(thread)
            raise Cancelled
        thread.join()
        return outcome.value()

    def wait_for(
        self,
        begin: Callable[[Any, CancelToken], LROPoller[T]],
        cancel: CancelToken,
        *,
        limit_seconds: float,
        on_tick: Callable[[float], None] = lambda _elapsed: None,
        paused: Callable[[], float] = lambda: 0.0,
    ) -> T:
        """Start a long-running operation with `begin(polling, cancel)` and wait for its end.

        `on_tick` gets the seconds since the start, about five times a second; those in which
        this computer slept do not count. `paused` says how many seconds were spent so far
        waiting for the user, which do not count either. Raises what the operation failed with,
        `Cancelled`, or `ProblemError` after `limit_seconds`; in the last two cases the service
        goes on by itself.
        """
        from app.azure.pipeline import CancellablePolling

        limit = Limit(limit_seconds, self._clock)
        ours = CancelToken()  # ends the poller's thread also when only the time is over
        forget = cancel.on_cancel(ours.cancel)
        try:
            before = paused()
            poller = self.run(lambda: begin(CancellablePolling(ours), ours), cancel)
            while not poller.done():
                cancel.check()
                elapsed = limit.spent - (paused() - before)
                on_tick(elapsed)
                if elapsed > limit_seconds:
                    raise ProblemError(_took_too_long(limit_seconds))
                poller.wait(_TICK_SECONDS)
            return poller.result()
        finally:
            forget()
            ours.cancel()

    def settle(self, limit_seconds: float) -> bool:
        """Wait until the calls that were left behind have ended; False if some have not."""
        deadline = time.monotonic() + limit_seconds
        with self._lock:
            threads = tuple(self._left_behind)
        for thread in threads:
            thread.join(max(0.0, deadline - time.monotonic()))
        with self._lock:
            self._left_behind = [t for t in self._left_behind if t.is_alive()]
            left = len(self._left_behind)
        if left:
            _LOG.warning("%d calls to the cloud have not ended", left)
        return not left


def _took_too_long(limit_seconds: float) -> Problem:
    return Problem(
        "operation-too-slow",
        text(
            "Azure has been working on this for {minutes} minutes without an end.",
            minutes=round(limit_seconds / 60),
        ),
        text("It may still finish. Look at the server again in a while, or resume then."),
    )
