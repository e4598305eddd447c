"""Runs: order, results, failures of each step, retries, cancelling, and what is told."""

from __future__ import annotations

import threading

import pytest

from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import (
    Event,
    Outcome,
    RunFinished,
    RunStarted,
    StepDone,
    StepFailed,
    StepRetrying,
)
from app.engine.graph import GraphError
from app.engine.step import RetryPolicy, StepRun
from app.problems import Problem
from app.secret import Secret
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


def test_all_is_made_in_order_with_results_and_told() -> None:
    world = World()
    with bench() as b:
        steps = like_azure(world)
        report = b.engine(steps).run()
        assert report.outcome == Outcome.DONE
        assert report.problem is None
        assert [report.result(step) for step in steps] == [f"<{name}>" for name in NAMES]
        order = world.order("apply")
        assert order[0] == "group"
        assert set(order[1:4]) == {"network", "rules", "address"}
        assert order[4:] == ["interface", "machine"]
        assert all(b.kinds(name) == ["applying", "applied"] for name in NAMES)
        assert b.journal.record.outcome == "done"
    assert isinstance(b.events[0], RunStarted)
    assert [info.id for info in b.events[0].steps] == list(NAMES)
    assert b.events[-1] == RunFinished(outcome=Outcome.DONE, time=b.events[-1].time)
    assert {e.step for e in b.events if isinstance(e, StepDone) and not e.already} == set(NAMES)


def test_what_is_there_already_is_not_made_again() -> None:
    world = World()
    world.there = {"group", "network"}
    with bench() as b:
        b.engine(like_azure(world)).run()
        assert b.kinds("group") == ["found"]
        assert set(b.journal.record.made()) == {"rules", "address", "interface", "machine"}
    assert world.count("apply").keys() == set(NAMES) - {"group", "network"}
    assert {e.step for e in b.events if isinstance(e, StepDone) and e.already} == {
        "group",
        "network",
    }


def test_independent_steps_really_run_side_by_side() -> None:
    world = World()
    meeting = threading.Barrier(3, timeout=LIMIT_SECONDS)

    def meet(run: StepRun) -> None:
        meeting.wait()
        run.cancel.check()

    sides = {name: {"during": meet} for name in ("network", "rules", "address")}
    with bench() as b:
        assert b.engine(like_azure(world, **sides)).run().outcome == Outcome.DONE


@pytest.mark.parametrize("broken", NAMES)
@pytest.mark.parametrize("late", [False, True])
def test_a_failing_step_stops_what_stands_on_it_and_a_second_run_goes_on(
    broken: str, late: bool
) -> None:
    world = World()
    with bench() as b:
        steps = like_azure(world, **{broken: {"errors": [problem()], "late": late}})
        report = b.engine(steps).run()
        assert report.outcome == Outcome.FAILED
        assert report.problem is not None
        assert report.problem.code == "broken"
        assert list(report.failures) == [broken]
        with pytest.raises(LookupError):
            report.result(steps[NAMES.index(broken)])
        assert "finished" in b.journal.entries[-1].kind
        after = {s.id for s in steps if broken in BEFORE[s.id]}
        assert not after & world.count("probe").keys()
        assert [e.step for e in b.events if isinstance(e, StepFailed)] == [broken]

        again = b.engine(steps).run()
        assert again.outcome == Outcome.DONE
    assert world.there == set(NAMES)
    assert world.count("apply") == {name: 1 if late or name != broken else 2 for name in NAMES}


def test_what_runs_beside_a_failure_comes_to_its_end() -> None:
    world = World()
    failed = threading.Event()

    def wait_for_failure(run: StepRun) -> None:
        assert failed.wait(LIMIT_SECONDS)
        run.cancel.check()

    with bench() as b:

        def emit(event: Event) -> None:
            b.events.append(event)
            if isinstance(event, StepFailed):
                failed.set()

        steps = like_azure(
            world, rules={"errors": [problem()]}, network={"during": wait_for_failure}
        )
        steps.append(make("more", world, [steps[1]]))
        report = Engine(
            steps, journal=b.journal, emit=emit, cancel=b.cancel, describe_error=describe
        ).run()
        assert report.outcome == Outcome.FAILED
        assert b.kinds("network") == ["applying", "applied"]
        assert report.result(steps[1]) == "<network>"
    assert "interface" not in world.count("probe")
    assert "more" not in world.count("probe"), "nothing new starts after a failure"


def test_a_passing_trouble_is_tried_again_after_a_new_probe() -> None:
    world = World()
    errors = [problem("busy", retryable=True)] * 3
    with bench() as b:
        steps = [make("a", world, errors=errors), make("b", world, errors=errors[:1], late=True)]
        assert b.engine(steps).run().outcome == Outcome.DONE
        assert b.kinds("a") == ["applying"] * 4 + ["applied"]
        # the first apply had done its work before it broke: the second probe saw that
        assert b.kinds("b") == ["applying", "applied"]
    retries = [e for e in b.events if isinstance(e, StepRetrying) and e.step == "a"]
    assert [e.attempt for e in retries] == [1, 2, 3]
    assert not any(e.already for e in b.events if isinstance(e, StepDone))


def test_a_trouble_that_does_not_pass_fails_in_the_end() -> None:
    world = World()
    with bench() as b:
        report = b.engine([make("a", world, errors=[problem(retryable=True)] * 9)]).run()
        assert report.outcome == Outcome.FAILED
    assert world.count("apply") == {"a": 4}


def test_waits_between_attempts_grow_up_to_a_limit_on_the_cancel_token() -> None:
    waits: list[float] = []

    class Impatient(CancelToken):
        """Waits no time, and is cancelled while it should wait for the sixth time."""

        def wait(self, seconds: float) -> None:
            waits.append(seconds)
            if len(waits) == 6:
                self.cancel()
            super().wait(0)

    with bench() as b:
        b.cancel = Impatient()
        step = make("a", World(), errors=[problem(retryable=True)] * 9)
        step.retry = RetryPolicy(attempts=9, first_wait_seconds=2, longest_wait_seconds=30)
        assert b.engine([step]).run().outcome == Outcome.CANCELLED
        assert b.kinds("a") == ["applying"] * 6
    assert waits == [2, 4, 8, 16, 30, 30]
    assert [e.wait_seconds for e in b.events if isinstance(e, StepRetrying)] == waits


def test_what_nobody_foresaw_becomes_a_problem_with_its_traceback_and_no_secret() -> None:
    world = World()
    with bench() as b:
        error = ValueError("odd; the header was Bearer abcdefgh.ijklmnop")
        report = b.engine([make("a", world, errors=[error])]).run()
    assert report.problem is not None
    assert report.problem.code == "internal"
    assert "Traceback" in report.problem.details
    assert "ValueError: odd" in report.problem.details
    assert "ijklmnop" not in report.problem.details


def test_an_exit_within_a_step_does_not_hang_the_run(caplog: pytest.LogCaptureFixture) -> None:
    world = World()
    with bench() as b:
        report = b.engine([make("a", world, errors=[SystemExit(3)])]).run()
        assert report.outcome == Outcome.FAILED
    assert "step a broke" in caplog.text


def test_an_explanation_that_fails_is_explained_too(caplog: pytest.LogCaptureFixture) -> None:
    world = World()

    def at_a_loss(error: BaseException) -> Problem:
        raise KeyError("no words for it") from error

    with bench() as b:
        engine = Engine(
            [make("a", world, errors=[ValueError("odd")])],
            journal=b.journal,
            emit=b.events.append,
            cancel=b.cancel,
            describe_error=at_a_loss,
        )
        report = engine.run()
    assert report.problem is not None
    assert report.problem.code == "internal"
    assert "could not be put into words" in caplog.text


def test_a_step_sees_only_results_of_what_it_requires() -> None:
    world = World()
    other = make("other", world)

    def peek(run: StepRun) -> None:
        run.result(other)

    with bench() as b:
        report = b.engine([other, make("a", world, during=peek)]).run()
    assert report.problem is not None
    assert "a does not require other" in report.problem.details


def test_notes_are_kept_and_hold_no_secret() -> None:
    world = World()

    def note(run: StepRun) -> None:
        run.note({"host_key": "ssh-ed25519 AAAA", "port": 22})

    def slip(run: StepRun) -> None:
        run.note({"key": Secret("hush-hush")})

    with bench() as b:
        assert b.engine([make("a", world, during=note)]).run().outcome == Outcome.DONE
        assert b.journal.record.notes("a") == {"host_key": "ssh-ed25519 AAAA", "port": 22}
        assert b.engine([make("b", world, during=slip)]).run().outcome == Outcome.FAILED
        assert b"hush" not in b.journal.path.read_bytes()


def test_steps_that_cannot_be_run_are_refused_at_once() -> None:
    world = World()
    a = make("a", world)
    circle = make("c", world)
    circle._requires = (make("d", world, [circle]),)
    with bench() as b:
        with pytest.raises(GraphError, match="two steps"):
            b.engine([a, make("a", world)])
        with pytest.raises(GraphError, match="not in the run"):
            b.engine([make("b", world, [a])])
        with pytest.raises(GraphError, match="not in the run"):
            b.engine([make("a", world), make("b", world, [a])])
        with pytest.raises(GraphError, match="each other"):
            b.engine([circle, circle.requires[0]])
    assert world.calls == []


class _Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_what_fails_after_a_sleep_is_not_held_against_the_step() -> None:
    """A lid was closed for an hour: the connection that was open is not there any more."""
    clock, world = _Clock(), World()

    def sleep(_run: StepRun) -> None:
        clock.now += 3600

    with bench() as b:
        step = make("machine", world, errors=[problem("lost", retryable=True)] * 3, during=sleep)
        step.retry = RetryPolicy(attempts=1, first_wait_seconds=0.0)
        report = b.engine([step], boot_clock=clock).run()
        assert report.outcome == Outcome.DONE
        assert len([e for e in b.events if isinstance(e, StepRetrying)]) == 3


def test_without_a_sleep_each_failure_counts() -> None:
    clock, world = _Clock(), World()
    with bench() as b:
        step = make("machine", world, errors=[problem("lost", retryable=True)] * 3)
        step.retry = RetryPolicy(attempts=2, first_wait_seconds=0.0)
        assert b.engine([step], boot_clock=clock).run().outcome == Outcome.FAILED
        assert len([e for e in b.events if isinstance(e, StepRetrying)]) == 1
