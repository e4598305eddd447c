"""The clock of the practice cloud: service time, which may run faster than real time.

Operations are due at a moment of service time, so a change of speed, or a restart of the
process in between, moves their end and never loses it. While the process is away, service
time goes on at the last speed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class ClockReading:
    """What must be kept to go on after a restart: a pair of moments and the speed."""

    service: float
    real: float
    speed: float


class ServiceClock:
    """Seconds of service time. `speed` is how many of them pass in a real second."""

    def __init__(
        self, reading: ClockReading | None = None, *, real: Callable[[], float] = time.time
    ) -> None:
        self._real = real
        self._last = reading or ClockReading(0.0, real(), 1.0)

    @property
    def speed(self) -> float:
        return self._last.speed

    def now(self) -> float:
        # A real clock set back must not make service time run backwards.
        passed = max(0.0, self._real() - self._last.real)
        return self._last.service + passed * self._last.speed

    def set_speed(self, speed: float) -> ClockReading:
        """Run at `speed` (> 0) from now on; returns what to keep."""
        if not speed > 0:
            raise ValueError("the speed must be above zero")
        self._last = ClockReading(self.now(), self._real(), speed)
        return self._last

    def real_seconds_until(self, due: float) -> float:
        """Real seconds until the service moment `due`; 0 if it has passed."""
        return max(0.0, (due - self.now()) / self._last.speed)

    def retry_after(self, service_seconds: float) -> dict[str, str]:
        """The header that asks a client to come back after `service_seconds`.

        The management libraries read Retry-After as a whole number and break on a fraction.
        So waits of less than a second are asked for in milliseconds, in the header that the
        service's libraries know for it.
        """
        seconds = service_seconds / self._last.speed
        if seconds < 1:
            return {"x-ms-retry-after-ms": str(max(1, round(seconds * 1000)))}
        return {"Retry-After": str(math.ceil(seconds))}
