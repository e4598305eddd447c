"""Any graph of steps, with any of them failing: what holds for all runs."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.engine.cancel import CancelToken
from app.engine.events import Outcome, Progress, StepDone, StepFailed, StepStarted
from app.engine.graph import StepGraph
from app.engine.step import StepRun
from tests.unit.engine.steps import Bench, Make, World, bench, make, problem


@dataclass(frozen=True)
class Shape:
    """Which steps each step requires, and what goes wrong with each."""

    requires: tuple[tuple[int, ...], ...]
    fails: frozenset[int]
    fails_late: frozenset[int]
    fails_undo: frozenset[int]
    cancels: int | None

    def steps(self, world: World) -> list[Make]:
        made: list[Make] = []
        for number, requires in enumerate(self.requires):
            options = {
                "errors": [problem()] if number in self.fails | self.fails_late else [],
                "late": number in self.fails_late,
                "undo_errors": [problem("stuck")] * 2 if number in self.fails_undo else [],
            }
            if number == self.cancels:
                options["during"] = _cancel
            made.append(make(f"s{number}", world, [made[r] for r in requires], **options))
        return made


def _cancel(run: StepRun) -> None:
    run.cancel.cancel()


@st.composite
def shapes(draw: st.DrawFn) -> Shape:
    count = draw(st.integers(1, 7))
    requires = tuple(
        tuple(draw(st.sets(st.integers(0, number - 1), max_size=3)) if number else ())
        for number in range(count)
    )
    some = st.frozensets(st.integers(0, count - 1), max_size=2)
    return Shape(
        requires,
        fails=draw(some),
        fails_late=draw(some),
        fails_undo=draw(some),
        cancels=draw(st.none() | st.integers(0, count - 1)),
    )


SETTINGS = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)  # each example runs threads and syncs files


@SETTINGS
@given(shapes())
def test_whatever_happens_a_run_keeps_its_promises(shape: Shape) -> None:
    world = World()
    with bench() as b:
        steps = shape.steps(world)
        report = b.engine(steps).run()
        _order_is_kept(b, steps)
        _figures_go_forward(b, report.outcome)
        failed = [e.step for e in b.events if isinstance(e, StepFailed)]
        assert sorted(report.failures) == sorted(failed)
        assert (report.outcome == Outcome.FAILED) == bool(failed)
        assert (report.problem is None) == (not failed)
        assert world.there <= set(b.journal.record.made())

        b.cancel = CancelToken()
        for _ in range(len(steps) + 1):  # a step fails once at most
            if report.outcome == Outcome.DONE:
                break
            b.cancel = CancelToken()
            report = b.engine(steps).run()
        assert report.outcome == Outcome.DONE
        assert world.there == {step.id for step in steps}

        made = b.journal.record.made()
        undone = b.engine(steps).undo(CancelToken())
        assert set(undone.left) == {f"s{n}" for n in shape.fails_undo}
        assert world.there == set(undone.left)
        order = StepGraph(steps).undo_order(made)
        assert world.order("undo")[: len(order)] == list(order)


def _order_is_kept(b: Bench, steps: list[Make]) -> None:
    """No step starts before all it requires is done."""
    done: set[str] = set()
    requires = {step.id: {r.id for r in step.requires} for step in steps}
    for event in b.events:
        if isinstance(event, StepStarted):
            assert requires[event.step] <= done
        elif isinstance(event, StepDone):
            done.add(event.step)


def _figures_go_forward(b: Bench, outcome: Outcome) -> None:
    told = [e for e in b.events if isinstance(e, Progress)]
    for before, after in pairwise(told):
        assert before.fraction <= after.fraction
        assert before.seconds_left >= after.seconds_left
    assert all(0 <= e.fraction <= 1 and e.seconds_left >= 0 for e in told)
    if outcome == Outcome.DONE:
        assert (told[-1].fraction, told[-1].seconds_left) == (1, 0)
    else:
        assert all(e.fraction < 1 and e.seconds_left > 0 for e in told)


@given(shapes(), st.randoms(use_true_random=False))
def test_undo_takes_the_newest_that_nothing_stands_on(shape: Shape, random: Random) -> None:
    steps = shape.steps(World())
    graph = StepGraph(steps)
    made = [step.id for step in steps]
    random.shuffle(made)  # as interrupted runs and undos may have left it
    order = graph.undo_order([*made, "unknown"])
    assert sorted(order) == sorted(made)
    for step in made:
        assert all(order.index(step) < order.index(base) for base in graph.needs(step))
