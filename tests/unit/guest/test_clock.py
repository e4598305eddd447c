"""When the clock of a machine is a problem: its answer cannot be of the time when it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from app.guest.clock import Asked

_SENT = datetime(2026, 11, 27, 12, 0, tzinfo=UTC)
_CAME = _SENT + timedelta(minutes=2)


def _code(moment: datetime, **event: str) -> str:
    answer = {"event": "done", "time": moment.timestamp(), **event}
    problem = Asked(_SENT, _CAME).clock_problem(answer)
    return problem.code if problem else ""


@pytest.mark.parametrize("minutes", [-400 * 1440, -61, 63, 70 * 1440])
def test_a_clock_that_is_far_off_is_a_problem(minutes: int) -> None:
    assert _code(_SENT + timedelta(minutes=minutes)) == "guest-clock"


@pytest.mark.parametrize("minutes", [-59, -6, 0, 1, 8, 61])
def test_one_that_harms_nothing_is_none(minutes: int) -> None:
    assert _code(_SENT + timedelta(minutes=minutes)) == ""


@pytest.mark.parametrize(("minutes", "code"), [(-6, "guest-clock"), (-4, ""), (1, "")])
def test_a_certificate_may_be_refused_for_less(minutes: int, code: str) -> None:
    moment = _SENT + timedelta(minutes=minutes)
    assert _code(moment, event="failed", code="guest-index-certificate") == code
    assert _code(moment, event="failed", code="guest-disk-full") == ""


def test_an_answer_that_was_long_on_its_way_is_no_wrong_clock() -> None:
    asleep = Asked(_SENT, _SENT + timedelta(hours=9))
    assert asleep.clock_problem({"event": "done", "time": _SENT.timestamp() + 1}) is None


@pytest.mark.parametrize("told", [None, "noon", float("inf"), 1e300])
def test_a_machine_that_does_not_say_is_not_suspected(told: object) -> None:
    assert Asked(_SENT, _CAME).clock_problem({"time": told}) is None


def test_the_words_name_both_clocks() -> None:
    problem = Asked(_SENT, _CAME).clock_problem({"time": 0.0})
    assert problem is not None
    assert str(problem.message) == (
        "The machine's clock says 1970-01-01 00:00, this computer's says 2026-11-27 12:02 (UTC)."
    )
