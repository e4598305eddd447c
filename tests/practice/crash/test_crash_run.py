"""A sample of the crash run, for less than a minute.

All of it is run by hand: `python -m tests.practice.crash.full_run`.
"""

from __future__ import annotations

import itertools
import sys
import time
from collections.abc import Callable, Iterable, Iterator

import pytest

from tests.practice.crash.ground import Ground, ground
from tests.practice.crash.points import Point, worth_trying
from tests.practice.crash.trying import COMMANDS, Case, Counts, How, Trial, killed_creations

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL and no SIGSTOP", allow_module_level=True)

_BUDGET_SECONDS = 15.0
EVERY_KIND = {("create", "finish"), ("create", "remove"), ("delete", "remove")}
_STRIDE = 17
"""The next case of a kind is so many points further on."""


def in_turn(cases: Iterable[Case]) -> list[Case]:
    """All cases: the kinds (a command and what follows) in turn, each from all over its points."""
    kinds: dict[tuple[str, How], list[Case]] = {}
    for case in cases:
        kinds.setdefault((case.command, case.how), []).append(case)
    spread = (
        [case for start in range(_STRIDE) for case in kind[start::_STRIDE]]
        for kind in kinds.values()
    )
    turns = itertools.chain.from_iterable(itertools.zip_longest(*spread))
    return [case for case in turns if case is not None]


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
    cases = in_turn(
        [*killed_creations(create), *(Case("delete", "remove", point) for point in end)]
    )
    began = time.monotonic()
    for number, case in enumerate(cases, start=1):
        trial.run(case, counts)
        if number >= len(EVERY_KIND) and time.monotonic() - began > _BUDGET_SECONDS:
            break
    for (command, how), endings in counts.endings.items():
        told = ", ".join(f"{word} {n}" for word, n in endings.most_common())
        record_property("table: commands killed (a sample)", f"{command:<8} {how:<8} {told}")
    assert counts.wrong == []
    assert counts.endings.keys() == EVERY_KIND


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
