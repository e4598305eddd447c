"""Service time: faster than real time, and never lost."""

from __future__ import annotations

import pytest

from app.practice.clock import ClockReading, ServiceClock


class RealTime:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_faster_clock_ends_operations_earlier() -> None:
    real = RealTime()
    clock = ServiceClock(real=real)
    clock.set_speed(20)
    due = clock.now() + 37
    assert clock.real_seconds_until(due) == pytest.approx(1.85)
    real.now += 1
    clock.set_speed(1)
    assert clock.real_seconds_until(due) == pytest.approx(17)
    real.now += 17
    assert clock.real_seconds_until(due) == 0


def test_time_goes_on_while_the_process_is_away() -> None:
    real = RealTime()
    kept = ServiceClock(real=real).set_speed(10)
    real.now += 5
    assert ServiceClock(kept, real=real).now() == pytest.approx(50)


def test_a_real_clock_set_back_does_not_turn_service_time_back() -> None:
    real = RealTime()
    clock = ServiceClock(ClockReading(100, 1000, 1), real=real)
    real.now = 500
    assert clock.now() == 100


@pytest.mark.parametrize(
    ("seconds", "speed", "header"),
    [
        (10, 1, {"Retry-After": "10"}),
        (15, 2, {"Retry-After": "8"}),
        (10, 20, {"x-ms-retry-after-ms": "500"}),
        (1, 5000, {"x-ms-retry-after-ms": "1"}),
    ],
)
def test_retry_after_is_whole_seconds_or_milliseconds(
    seconds: float, speed: float, header: dict[str, str]
) -> None:
    clock = ServiceClock(real=RealTime())
    clock.set_speed(speed)
    assert clock.retry_after(seconds) == header


@pytest.mark.parametrize("speed", [0, -1, float("nan")])
def test_a_clock_does_not_stand_still(speed: float) -> None:
    with pytest.raises(ValueError, match="above zero"):
        ServiceClock().set_speed(speed)
