"""How an operation ends: exit codes, cancelling by signal, readers that go away."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
import typer

from app.cli.ending import Done, Ending, ExitCode, Failed
from app.cli.performing import Work, carry_out, conclude
from app.engine.events import Event, LogLine
from app.operations.refusal import AnswersRefused, Complaint
from app.problems import Problem, ProblemError
from app.server import Server
from app.text import Text, text


class Recorder:
    """An output that keeps what it gets; what a terminal shows is not proven here."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.ending: Ending | None = None

    def begin(self) -> None:
        """Nothing to prepare."""

    def event(self, event: Event) -> None:
        self.events.append(event)

    def server(self, server: Server) -> None:
        raise AssertionError(server)

    def fact(self, name: str, facts: object, sentences: tuple[Text, ...]) -> None:
        raise AssertionError((name, facts, sentences))

    def table(self, columns: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
        """For people."""

    def end(self, ending: Ending) -> None:
        self.ending = ending


class ClosedPipe(Recorder):
    """An output whose reader went away."""

    def event(self, event: Event) -> None:
        raise BrokenPipeError(str(event))


PROBLEM = Problem("machine-gone", text("It is gone."), text("Look."))


def failing(error: BaseException) -> Failed:
    def operation(_work: Work) -> Done:
        raise error

    ending = carry_out(operation, Recorder(), choices=((text("Go on:"), "resume"),))
    assert isinstance(ending, Failed)
    return ending


def test_done_leaves_with_zero() -> None:
    output = Recorder()
    ending = carry_out(lambda _work: Done(), output)
    with pytest.raises(typer.Exit) as exit_:
        conclude(output, ending)
    assert exit_.value.exit_code == ExitCode.DONE
    assert output.ending == Done()


def test_a_problem_leaves_with_one_and_offers_the_choices() -> None:
    failed = failing(ProblemError(PROBLEM))
    assert failed.exit_code == ExitCode.PROBLEM
    assert failed.problem == PROBLEM
    assert failed.choices


def test_refused_answers_leave_with_two_and_every_finding() -> None:
    complaint = Complaint("label", "name", text("Lower case, please."), 3)
    failed = failing(AnswersRefused([complaint]))
    assert failed.exit_code == ExitCode.USAGE
    assert failed.complaints == (complaint,)


def test_our_own_mistake_becomes_a_problem_with_a_private_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMONOTE_HOME", str(tmp_path))
    failed = failing(ZeroDivisionError("nobody thought of this"))
    assert failed.exit_code == ExitCode.PROBLEM
    assert failed.problem.code == "internal"
    (report,) = (tmp_path / "logs").iterdir()
    assert str(report) in str(failed.problem.advice)
    assert "nobody thought of this" in report.read_text(encoding="utf-8")
    assert report.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_and_leaves_with_130(number: int) -> None:
    handler = signal.getsignal(number)
    running = threading.Event()

    def operation(work: Work) -> Done:
        running.set()
        work.cancel.wait(60)
        return Done()

    def interrupt() -> None:
        assert running.wait(120)
        os.kill(os.getpid(), number)

    thread = threading.Thread(target=interrupt, name="interrupt")
    thread.start()
    ending = carry_out(operation, Recorder(), choices=((text("Go on:"), "resume"),))
    thread.join()
    assert isinstance(ending, Failed)
    assert ending.exit_code == ExitCode.CANCELLED
    assert ending.choices
    assert signal.getsignal(number) == handler


def test_a_reader_that_went_away_cancels() -> None:
    def operation(work: Work) -> Done:
        work.emit(LogLine(text=text("hello")))
        work.cancel.check()
        return Done()

    ending = carry_out(operation, ClosedPipe())
    assert isinstance(ending, Failed)
    assert ending.exit_code == ExitCode.CANCELLED
