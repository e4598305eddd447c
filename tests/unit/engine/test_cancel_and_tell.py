"""Runs that are cancelled, and what readers are told: progress, and readers that break."""

from __future__ import annotations

import threading

import pytest

from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Event, LogLine, Outcome, Progress, StepFailed, StepStarted
from app.engine.step import StepRun
from app.text import text
from tests.unit.engine.steps import (
    BEFORE,
    LIMIT_SECONDS,
    NAMES,
    World,
    bench,
    describe,
    like_azure,
    make,
    problem,
)


@pytest.mark.parametrize("at", NAMES)
def test_cancelling_stops_soon_starts_nothing_more_and_a_second_run_goes_on(at: str) -> None:
    world = World()

    def cancel_and_wait(run: StepRun) -> None:
        run.cancel.cancel()
        run.cancel.wait(LIMIT_SECONDS)

    with bench() as b:
        steps = like_azure(world, **{at: {"during": cancel_and_wait}})
        report = b.engine(steps).run()
        assert report.outcome == Outcome.CANCELLED
        assert report.problem is None
        assert b.journal.record.outcome == "cancelled"
        after = {name for name in NAMES if at in BEFORE[name]}
        assert not after & world.count("probe").keys()
        assert not any(isinstance(e, StepFailed) for e in b.events)

        b.cancel = CancelToken()
        assert b.engine(like_azure(world)).run().outcome == Outcome.DONE
    assert world.there == set(NAMES)


def test_what_breaks_because_of_a_cancel_is_no_failure() -> None:
    world = World()

    def cancel(run: StepRun) -> None:
        run.cancel.cancel()

    with bench() as b:
        report = b.engine([make("a", world, during=cancel, errors=[problem("closed")])]).run()
        assert report.outcome == Outcome.CANCELLED
        assert b.kinds("a") == ["applying", "failed"]
    assert [e.step for e in b.events if isinstance(e, LogLine)] == ["a"]


def test_a_cancel_after_the_last_step_changes_nothing() -> None:
    world = World()

    def cancel(run: StepRun) -> None:
        run.cancel.cancel()

    with bench() as b:
        assert b.engine([make("a", world, during=cancel)]).run().outcome == Outcome.DONE


def test_a_run_that_was_cancelled_before_it_began_does_nothing() -> None:
    world = World()
    with bench() as b:
        b.cancel.cancel()
        assert b.engine(like_azure(world)).run().outcome == Outcome.CANCELLED
    assert world.calls == []


def test_a_reader_that_breaks_stops_the_run_and_leaves_no_thread() -> None:
    world = World()

    def emit(event: Event) -> None:
        if isinstance(event, StepStarted) and event.step == "rules":
            raise BrokenPipeError("nobody reads")

    with bench() as b:
        report = Engine(
            like_azure(world),
            journal=b.journal,
            emit=emit,
            cancel=b.cancel,
            describe_error=describe,
        ).run()
        assert report.outcome == Outcome.FAILED
    assert "interface" not in world.count("probe")


def test_readers_that_all_break_hang_nothing(caplog: pytest.LogCaptureFixture) -> None:
    world = World()

    def emit(event: Event) -> None:
        if isinstance(event, StepStarted | StepFailed | LogLine):
            raise BrokenPipeError("nobody reads")

    with bench() as b:
        report = Engine(
            like_azure(world),
            journal=b.journal,
            emit=emit,
            cancel=b.cancel,
            describe_error=describe,
        ).run()
        assert report.outcome == Outcome.FAILED
    assert world.calls == []
    assert "could not be told" in caplog.text


def test_progress_goes_forward_while_a_step_only_waits() -> None:
    world = World()
    moved = threading.Event()
    now = [0.0]

    def clock() -> float:
        now[0] += 0.25
        return now[0]

    with bench() as b:

        def emit(event: Event) -> None:
            b.events.append(event)
            if isinstance(event, Progress) and event.step_fraction > 0.9:
                moved.set()

        def wait(run: StepRun) -> None:
            assert moved.wait(LIMIT_SECONDS)
            run.log(text("moved"))

        step = make("a", world, during=wait)
        step.weight_seconds = 10
        engine = Engine(
            [step, make("b", world, [step])],
            journal=b.journal,
            emit=emit,
            cancel=b.cancel,
            describe_error=describe,
            clock=clock,
            tick_seconds=0.001,
        )
        assert engine.run().outcome == Outcome.DONE
    told = [e for e in b.events if isinstance(e, Progress)]
    assert [e.fraction for e in told] == sorted(e.fraction for e in told)
    assert [e.seconds_left for e in told] == sorted((e.seconds_left for e in told), reverse=True)
    assert (told[-1].fraction, told[-1].seconds_left) == (1.0, 0.0)
