"""Calls in threads: results and failures come across, a cancel returns at once, nothing is left."""

from __future__ import annotations

import threading
import time
from typing import Any, cast

import pytest
import requests

from app.azure.calls import Calls
from app.azure.network_errors import network_problem
from app.azure.side_by_side import side_by_side
from app.engine.cancel import Cancelled, CancelToken
from app.problems import ProblemError


def test_the_result_comes_across() -> None:
    assert Calls().run(lambda: 42, CancelToken()) == 42


def test_the_failure_comes_across() -> None:
    def fail() -> None:
        raise LookupError("gone")

    with pytest.raises(LookupError, match="gone"):
        Calls().run(fail, CancelToken())


def test_a_set_token_starts_nothing() -> None:
    cancel = CancelToken()
    cancel.cancel()
    called: list[int] = []
    with pytest.raises(Cancelled):
        Calls().run(lambda: called.append(1), cancel)
    assert called == []


def test_a_cancel_returns_at_once_and_settle_waits_for_what_was_left() -> None:
    calls, cancel, release = Calls(), CancelToken(), threading.Event()
    ended: list[str] = []

    def hang() -> None:
        release.wait(120)
        ended.append("late")

    threading.Timer(0.05, cancel.cancel).start()
    began = time.monotonic()
    with pytest.raises(Cancelled):
        calls.run(hang, cancel)
    assert time.monotonic() - began < 60, "it did not wait for the call"
    assert not calls.settle(0.01)
    release.set()
    assert calls.settle(120)
    assert ended == ["late"]


class Sleeper:
    """In place of a poller: while it waits, an hour passes on the clock, as in a closed laptop.

    It does not prove that the poll which was under way survives; `PatientRetryPolicy` and the
    engine's attempts are for that.
    """

    def __init__(self, naps: int) -> None:
        self.now = 1000.0
        self._naps = naps

    def clock(self) -> float:
        return self.now

    def done(self) -> bool:
        return self._naps == 0

    def wait(self, _seconds: float) -> None:
        self._naps -= 1
        self.now += 3600

    def result(self) -> str:
        return "made"


def test_an_hour_of_sleep_does_not_exhaust_a_limit() -> None:
    sleeper, told = Sleeper(naps=2), list[float]()
    made: object = Calls(sleeper.clock).wait_for(
        lambda _polling, _cancel: cast(Any, sleeper),
        CancelToken(),
        limit_seconds=600,
        on_tick=told.append,
    )
    assert made == "made"
    assert max(told) < 600


def test_a_limit_comes_to_an_end_whatever_the_clock_does() -> None:
    sleeper = Sleeper(naps=1000)
    with pytest.raises(ProblemError, match="operation-too-slow"):
        Calls(sleeper.clock).wait_for(
            lambda _polling, _cancel: cast(Any, sleeper), CancelToken(), limit_seconds=600
        )


def test_all_end_before_the_first_failure_is_raised() -> None:
    ended: list[str] = []

    def good() -> None:
        ended.append("good")

    def bad() -> None:
        raise LookupError("first")

    with pytest.raises(LookupError, match="first"):
        side_by_side([bad, good, bad])
    assert ended == ["good"]


def test_no_permission_in_an_address_reaches_a_report() -> None:
    answer = requests.Response()
    answer.status_code = 403
    url = "https://blobs.example/log?sig=SECRET&se=2026"
    problem = network_problem(requests.HTTPError(f"403 for url: {url}", response=answer))
    assert problem is not None
    assert "https://blobs.example/log" in problem.details
    assert "SECRET" not in problem.details
