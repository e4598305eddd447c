"""Progress and time left: believable whatever steps report and clocks say."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.estimate import Estimate
from app.engine.graph import StepGraph
from tests.unit.engine.steps import NAMES, World, like_azure, make

WEIGHTS = {"group": 10, "network": 20, "rules": 5, "address": 5, "interface": 10, "machine": 60}


def estimate() -> Estimate:
    steps = like_azure(World())
    for step in steps:
        step.weight_seconds = WEIGHTS[step.id]
    return Estimate(StepGraph(steps))


def test_what_runs_beside_a_longer_step_costs_no_time() -> None:
    figures = estimate()
    figures.start("group", 0)
    assert figures.at(0, "group").seconds_left == 100
    figures.finish("group")
    for name in ("network", "rules", "address"):
        figures.start(name, 10)
    figures.finish("rules")
    figures.finish("address")
    assert figures.at(10, "rules").fraction == pytest.approx(0.1)
    figures.finish("network")
    now = figures.at(30, "network")
    assert now.fraction == pytest.approx(0.3)
    assert now.seconds_left == pytest.approx(70)


def test_a_silent_step_goes_with_the_clock_and_never_arrives() -> None:
    figures = estimate()
    figures.start("group", 100)
    assert figures.at(105, "group").step_fraction == pytest.approx(0.5)
    assert figures.at(108, "group").step_fraction == pytest.approx(0.8)
    late = [figures.at(100 + seconds, "group").step_fraction for seconds in (10, 12, 1000)]
    assert 0.8 < late[0] < late[1] < late[2] < 1


def test_a_step_that_reports_is_as_far_as_it_says() -> None:
    figures = estimate()
    figures.start("group", 0)
    figures.report("group", 0.25)
    assert figures.at(1000, "group").step_fraction == 0.25
    for nonsense in (0.1, -1, math.nan, -math.inf):
        figures.report("group", nonsense)
        assert figures.at(1000, "group").step_fraction == 0.25
    figures.report("group", 7)
    assert figures.at(1000, "group").step_fraction < 1


def test_weights_of_nothing_are_no_trouble() -> None:
    step = make("a", World())
    step.weight_seconds = 0
    figures = Estimate(StepGraph([step]))
    figures.start("a", 0)
    assert figures.at(5, "a").fraction < 1
    figures.finish("a")
    assert figures.at(5, "a").fraction == 1


@dataclass(frozen=True)
class Move:
    step: str
    verb: str
    fraction: float
    seconds: float


MOVES = st.builds(
    Move,
    step=st.sampled_from(NAMES),
    verb=st.sampled_from(["start", "report", "finish", "wait"]),
    fraction=st.floats(),
    seconds=st.floats(0, 500),
)


@given(st.lists(MOVES, max_size=40))
def test_no_figure_goes_backwards_or_ends_early(moves: list[Move]) -> None:
    figures = estimate()
    now = 0.0
    done: set[str] = set()
    fraction, seconds_left = 0.0, 100.0
    steps = dict.fromkeys(NAMES, 0.0)
    for move in moves:
        now += move.seconds
        if move.verb == "start":
            figures.start(move.step, now)
        elif move.verb == "report":
            figures.report(move.step, move.fraction)
        elif move.verb == "finish":
            figures.finish(move.step)
            done.add(move.step)
        told = figures.at(now, move.step)
        assert fraction <= told.fraction <= 1
        assert seconds_left >= told.seconds_left >= 0
        assert steps[move.step] <= told.step_fraction <= 1
        assert (told.fraction == 1) == (told.seconds_left == 0) == (done == set(NAMES))
        assert (told.step_fraction == 1) == (move.step in done)
        fraction, seconds_left = told.fraction, told.seconds_left
        steps[move.step] = told.step_fraction
