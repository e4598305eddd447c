"""Time as a computer lives it that may be put to sleep in the middle of anything.

A limit is about others who do not answer. While a laptop's lid is closed nobody could have
answered, whatever the clocks say; and the first thing to fail afterwards fails because of it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable
from typing import Final

Clock = Callable[[], float]

LONGEST_PAUSE_SECONDS: Final = 30.0
"""Whoever waits looks at the clock more often than this; a longer gap was a sleep, or a program
that was stopped."""


def clock() -> float:
    """Seconds that go on while the computer sleeps, and that nobody sets."""
    if sys.platform == "linux":
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        return time.clock_gettime(time.CLOCK_MONOTONIC)
    return time.monotonic()


class Limit:
    """`seconds` from now on in which this computer was awake, or nearly: of each gap
    `LONGEST_PAUSE_SECONDS` count, so that it comes to an end whatever happens.

    Look at it again and again, in one thread.
    """

    def __init__(self, seconds: float, clock: Clock = clock) -> None:
        self._seconds = seconds
        self._clock = clock
        self._last = clock()
        self._spent = 0.0

    @property
    def spent(self) -> float:
        """How many of the seconds have passed."""
        now = self._clock()
        self._spent += min(now - self._last, LONGEST_PAUSE_SECONDS)
        self._last = now
        return self._spent

    @property
    def over(self) -> bool:
        return self.spent >= self._seconds


class SleepWatch:
    """Counts how often this computer slept, for whoever looks often enough. Thread-safe."""

    def __init__(self, clock: Clock = clock) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._last = clock()
        self._sleeps = 0

    def look(self) -> int:
        """How many sleeps there were so far."""
        with self._lock:
            now = self._clock()
            if now - self._last > LONGEST_PAUSE_SECONDS:
                self._sleeps += 1
            self._last = now
            return self._sleeps
