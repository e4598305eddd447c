"""A sample of the crash run, for less than a minute.

All of it is run by hand: `python -m tests.practice.crash.full_run`.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator

import pytest

from tests.practice.crash.ground import Ground, ground
from tests.practice.crash.points import Point, worth_trying
from tests.practice.crash.trying import COMMANDS, Case, Counts, Trial, create_cases

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL and no SIGSTOP", allow_module_level=True)

_BUDGET_SECONDS = 15.0
_KINDS = (("create", "remove"), ("create", "finish"), ("delete", "remove"))


@pytest.fixture(scope="module")
def cloud() -> Iterator[Ground]:
    with ground(machines=False) as started:
        yield started


@pytest.mark.timeout(600)
def test_killed_anywhere_it_is_finished_or_removed_without_a_rest(
    cloud: Ground, record_property: Callable[[str, object], None]
) -> None:
    counts = Counts()
    trial = Trial(cloud)
    create = trial.create_points()
    end = trial.delete_points()
    cases = [*create_cases(create), *(Case("delete", "remove", point) for point in end)]
    began = time.monotonic()
    for case in (case for start in range(_STRIDE) for case in cases[start::_STRIDE]):
        trial.run(case, counts)
        if time.monotonic() - began > _BUDGET_SECONDS:
            break
    for (command, how), endings in counts.endings.items():
        told = ", ".join(f"{word} {n}" for word, n in endings.most_common())
        record_property("table: commands killed (a sample)", f"{command:<8} {how:<8} {told}")
    assert counts.wrong == []
    assert counts.cases > 0


def test_what_is_forgotten_is_seen(cloud: Ground) -> None:
    """The run would find a server of which something is left: here is one that was killed."""
    nothing = cloud.state()
    assert cloud.killed(Point("journal", "applied", "address", 1), *COMMANDS["create"])
    differences = nothing.differences(cloud.state())
    assert any("cat-address" in what for what in differences)
    assert cloud.run(*COMMANDS["delete"]).exit_code == 0
    assert nothing.differences(cloud.state()) == []


def test_killed_before_it_made_anything_it_is_forgotten_too(cloud: Ground) -> None:
    nothing = cloud.state()
    assert cloud.killed(Point("event", "step-started", "group", 1), *COMMANDS["create"])
    assert nothing.differences(cloud.state()), "the journal has begun"
    assert cloud.run(*COMMANDS["delete"]).last["problem"]["code"] == "server-not-found"
    assert nothing.differences(cloud.state()) == []


def test_of_progress_two_points_count() -> None:
    reached = [Point("event", "progress", "machine", nth) for nth in range(1, 10)]
    reached.append(Point("event", "step-done", "machine", 1))
    assert worth_trying(reached) == [reached[0], reached[4], reached[-1]]
