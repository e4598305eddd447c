"""Limits of a computer that sleeps in between, and the clock that knows."""

from __future__ import annotations

import itertools

from app.awake import LONGEST_PAUSE_SECONDS, Limit, SleepWatch, clock


def test_seconds_awake_count_and_an_hour_of_sleep_hardly() -> None:
    times = iter([0.0, 1.0, 2.0, 3602.0, 3603.0])
    limit = Limit(60, lambda: next(times))
    assert [limit.spent for _ in range(4)] == [1.0, 2.0, 32.0, 33.0]


def test_a_limit_is_over_even_if_the_computer_only_sleeps() -> None:
    hours = itertools.count(0.0, 3600.0)
    limit = Limit(3 * LONGEST_PAUSE_SECONDS, lambda: next(hours))
    assert [limit.over for _ in range(3)] == [False, False, True]


def test_sleeps_are_counted_once_each() -> None:
    times = iter([0.0, 1.0, 3601.0, 3601.0, 3602.0, 9000.0])
    watch = SleepWatch(lambda: next(times))
    assert [watch.look() for _ in range(5)] == [0, 1, 1, 1, 2]


def test_the_clock_goes_on() -> None:
    before = clock()
    assert clock() >= before
