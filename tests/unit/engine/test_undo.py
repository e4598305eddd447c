"""Taking back: the order, failures on the way, what is left, and going on after a stop."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.cancel import CancelToken
from app.engine.events import Outcome, RunFinished, UndoDone, UndoFailed, UndoStarted
from app.engine.journal import Journal
from app.engine.record import Kind
from app.engine.step import StepRun
from tests.unit.engine.steps import (
    BEFORE,
    NAMES,
    Make,
    World,
    bench,
    like_azure,
    make,
    problem,
)


def test_all_is_taken_back_newest_first() -> None:
    world = World()
    with bench() as b:
        engine = b.engine(like_azure(world))
        engine.run()
        started = [e.facts["step"] for e in b.journal.entries if e.kind == Kind.APPLYING]
        report = engine.undo(CancelToken())
        assert report.outcome == Outcome.DONE
        assert report.left == ()
        assert world.order("undo") == started[::-1]
        assert b.journal.record.made() == ()
    assert world.there == set()
    assert isinstance(b.events[-1], RunFinished)
    assert [e.step for e in b.events if isinstance(e, UndoDone)] == world.order("undo")


def test_what_was_there_before_stays() -> None:
    world = World()
    world.there = {"group", "address"}
    with bench() as b:
        engine = b.engine(like_azure(world))
        engine.run()
        engine.undo(CancelToken())
    assert world.there == {"group", "address"}


def test_another_process_can_take_back_and_asks_for_results_by_probe(tmp_path: Path) -> None:
    world = World()
    path = tmp_path / "lab.jsonl"
    with bench(path) as b:
        b.engine(like_azure(world)).run()

    class Asking(Make):
        id = "machine"

        def undo(self, run: StepRun) -> None:
            assert run.result(self.requires[0]) == "<interface>"
            run.progress(0.5)
            super().undo(run)

    with bench(path) as b:
        steps = like_azure(world)
        steps[-1] = Asking(world, [steps[-2]])
        assert b.engine(steps).undo(CancelToken()).left == ()
    assert world.there == set()


@pytest.mark.parametrize("broken", NAMES)
def test_a_failure_stops_nothing_and_is_told_with_what_is_left(broken: str) -> None:
    world = World()
    errors = [problem("stuck"), problem("stuck-again")]
    with bench() as b:
        engine = b.engine(like_azure(world, **{broken: {"undo_errors": errors}}))
        engine.run()
        report = engine.undo(CancelToken())
        assert report.outcome == Outcome.FAILED
        assert report.left == (broken,)
        assert report.problem is not None
        assert report.problem.code == "stuck"
        assert b.journal.record.made() == (broken,)
        assert world.there == {broken}
        assert [e.step for e in b.events if isinstance(e, UndoFailed)] == [broken]
        finished = b.events[-1]
        assert isinstance(finished, RunFinished)
        assert (finished.outcome, finished.left) == (Outcome.FAILED, (broken,))

        # and again: only what is left
        before = len(world.calls)
        assert engine.undo(CancelToken()).left == ()
        assert world.calls[before:] == [("undo", broken)]
    assert world.there == set()


def test_what_others_stood_in_the_way_of_goes_in_the_second_round() -> None:
    world = World()
    with bench() as b:
        engine = b.engine(like_azure(world, rules={"undo_errors": [problem("in-use")]}))
        engine.run()
        report = engine.undo(CancelToken())
    assert report.outcome == Outcome.DONE
    assert world.order("undo")[-1] == "rules"
    assert not [e for e in b.events if isinstance(e, UndoFailed)]


def test_the_first_of_several_failures_is_the_one_that_is_told() -> None:
    world = World()
    options = {
        "machine": {"undo_errors": [problem("first"), problem("third")]},
        "group": {"undo_errors": [problem("second"), problem("fourth")]},
    }
    with bench() as b:
        engine = b.engine(like_azure(world, **options))
        engine.run()
        report = engine.undo(CancelToken())
    assert report.problem is not None
    assert report.problem.code == "first"
    assert report.left == ("machine", "group")


def test_passing_troubles_are_tried_again() -> None:
    world = World()
    with bench() as b:
        busy = [problem("busy", retryable=True)] * 3
        engine = b.engine([make("a", world, undo_errors=busy)])
        engine.run()
        assert engine.undo(CancelToken()).left == ()


def test_a_stopped_undo_says_what_is_left_and_the_next_goes_on() -> None:
    world = World()
    cancel = CancelToken()

    class Stopping(Make):
        id = "interface"

        def undo(self, run: StepRun) -> None:
            super().undo(run)
            cancel.cancel()

    with bench() as b:
        steps = like_azure(world)
        steps[4] = Stopping(world, steps[1:4])
        steps[5] = make("machine", world, [steps[4]])
        engine = b.engine(steps)
        engine.run()
        report = engine.undo(cancel)
        assert report.outcome == Outcome.CANCELLED
        assert set(report.left) == {"group", "network", "rules", "address"}
        assert world.there == set(report.left)
        assert engine.undo(CancelToken()).left == ()
    assert world.there == set()


@pytest.mark.parametrize("broken", NAMES)
def test_a_run_can_clean_up_after_itself(broken: str) -> None:
    world = World()
    with bench() as b:
        steps = like_azure(world, **{broken: {"errors": [problem()], "late": True}})
        report = b.engine(steps).run(clean_up=CancelToken())
        assert report.outcome == Outcome.FAILED
        assert report.undone is not None
        assert report.left == ()
        assert world.there == set()
        # the failure of the run is told, not the success of the cleaning up
        finished = [e for e in b.events if isinstance(e, RunFinished)]
        assert [e.outcome for e in finished] == [Outcome.FAILED]
        assert finished[0].problem is report.problem is not None


def test_a_cancelled_run_can_clean_up_and_a_good_one_does_not() -> None:
    world = World()

    def cancel(run: StepRun) -> None:
        run.cancel.cancel()

    with bench() as b:
        report = b.engine(like_azure(world, rules={"during": cancel})).run(clean_up=CancelToken())
        assert report.outcome == Outcome.CANCELLED
        assert world.there == set()
        b.cancel = CancelToken()
        assert b.engine(like_azure(world)).run(clean_up=CancelToken()).undone is None
    assert world.there == set(NAMES)


def test_a_step_that_nobody_knows_any_more_is_named() -> None:
    world = World()
    with bench() as b:
        b.journal.append(Kind.APPLYING, step="old-thing", attempt=1)
        engine = b.engine(like_azure(world))
        engine.run()
        report = engine.undo(CancelToken())
    assert report.left == ("old-thing",)
    assert report.problem is not None
    assert report.problem.code == "unknown-step"
    assert world.there == set()


def test_undoing_works_on_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The full disk is played by the call that writes; the rest is real."""
    world = World()
    with bench(tmp_path / "lab.jsonl") as b:
        engine = b.engine(like_azure(world))
        engine.run()

        def full(*_: object) -> int:
            raise OSError(28, "No space left on device")

        with monkeypatch.context() as patch:
            patch.setattr("os.write", full)
            assert engine.undo(CancelToken()).left == ()
        assert world.there == set()
        b.journal.append(Kind.UNDONE, step="group")
    with Journal.open(tmp_path / "lab.jsonl") as journal:
        assert journal.entries[-1].kind == "undone"


def test_nothing_is_applied_that_cannot_be_written_down(monkeypatch: pytest.MonkeyPatch) -> None:
    """The full disk is played by the call that writes; the rest is real."""
    world = World()

    def full(*_: object) -> int:
        raise OSError(28, "No space left on device")

    with bench() as b:
        monkeypatch.setattr("os.write", full)
        report = b.engine(like_azure(world)).run()
    assert report.problem is not None
    assert report.problem.code == "journal-not-writable"
    assert "apply" not in world.count("apply")
    assert world.there == set()


def test_nothing_goes_before_what_stands_on_it() -> None:
    world = World()
    with bench() as b:
        # as a journal of two interrupted runs may have it
        for step in ("machine", "address", "group", "interface", "rules", "network"):
            b.journal.append(Kind.APPLYING, step=step, attempt=1)
        b.engine(like_azure(world)).undo(CancelToken())
        order = world.order("undo")
    assert order[0] == "machine"
    assert all(order.index(base) > order.index(name) for name in NAMES for base in BEFORE[name])
    assert [e.step for e in b.events if isinstance(e, UndoStarted)] == order
