"""Who must wait before the next password, with a clock of the test's own."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.guest.notebook.limited_login import LoginLimit

CAMPUS = "203.0.113.7"


@dataclass
class Clock:
    seconds: float = 1000.0

    def __call__(self) -> float:
        return self.seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def limit(clock: Clock) -> LoginLimit:
    return LoginLimit(clock)


def wrong(limit: LoginLimit, times: int, address: str = CAMPUS) -> None:
    for _ in range(times):
        limit.was_wrong(address)


def test_a_few_slips_cost_nothing(limit: LoginLimit) -> None:
    wrong(limit, LoginLimit.FREE)
    assert limit.seconds_to_wait(CAMPUS) == 0


def test_each_more_doubles_the_wait_up_to_a_minute(limit: LoginLimit, clock: Clock) -> None:
    wrong(limit, LoginLimit.FREE)
    waits = []
    for _ in range(9):
        limit.was_wrong(CAMPUS)
        waits.append(limit.seconds_to_wait(CAMPUS))
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]
    clock.seconds += 59.5
    assert limit.seconds_to_wait(CAMPUS) == 0.5
    clock.seconds += 0.5
    assert limit.seconds_to_wait(CAMPUS) == 0


def test_the_right_password_and_a_quarter_of_an_hour_forgive(
    limit: LoginLimit, clock: Clock
) -> None:
    wrong(limit, 20)
    limit.was_right(CAMPUS)
    assert limit.seconds_to_wait(CAMPUS) == 0
    wrong(limit, LoginLimit.FREE)
    assert limit.seconds_to_wait(CAMPUS) == 0, "counted from the beginning"
    wrong(limit, 1)
    clock.seconds += LoginLimit.FORGOTTEN_SECONDS + 1
    wrong(limit, LoginLimit.FREE)
    assert limit.seconds_to_wait(CAMPUS) == 0


@pytest.mark.parametrize(
    ("one", "other", "together"),
    [
        (CAMPUS, "203.0.113.8", False),
        ("2001:db8::1", "2001:db8::ffff:1", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("fe80::1%eth0", "fe80::2%eth1", True),
        ("", "not an address", False),
    ],
)
def test_who_waits_together(limit: LoginLimit, one: str, other: str, together: bool) -> None:
    wrong(limit, 10, one)
    assert limit.seconds_to_wait(one) > 0
    assert (limit.seconds_to_wait(other) > 0) is together


def test_memory_is_bounded(limit: LoginLimit) -> None:
    wrong(limit, 10)
    for number in range(LoginLimit.ADDRESSES):
        limit.was_wrong(f"stranger {number}")
    assert limit.seconds_to_wait(CAMPUS) == 0, "the oldest was forgotten"
    assert limit.seconds_to_wait("stranger 0") == 0


@given(st.lists(st.tuples(st.floats(0, 2000), st.booleans()), max_size=60))
def test_nobody_ever_waits_longer_than_a_minute(tries: list[tuple[float, bool]]) -> None:
    clock = Clock()
    limit = LoginLimit(clock)
    for pause, right in tries:
        clock.seconds += pause
        (limit.was_right if right else limit.was_wrong)(CAMPUS)
        assert 0 <= limit.seconds_to_wait(CAMPUS) <= LoginLimit.LONGEST_SECONDS
