"""What people see: plain lines in a pipe, bars and colours on a terminal."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

import pytest
from rich.cells import cell_len
from rich.console import Console

from app.cli.ending import Done, Ending, Failed
from app.cli.output import Output
from app.cli.plain_output import PlainOutput
from app.cli.render import TerminalOutput
from app.engine import events
from app.operations.refusal import Complaint
from app.problems import Problem
from app.server import Server, ServerState
from app.text import text, use_language

PROBLEM = Problem(
    "quota-exceeded",
    text("No [cores] left."),
    text("Choose a smaller size."),
    details="OperationNotAllowed [1234]",
)
SERVER = Server(
    name="lab",
    state=ServerState.RUNNING,
    group="kumonote-lab",
    region="japaneast",
    url="https://lab.example/",
    certificate_sha256="ab" * 32,
)
STEPS = (
    events.StepInfo("group", text("Resource group"), 2),
    events.StepInfo("machine", text("Machine"), 45),
)


@pytest.fixture(autouse=True)
def english_afterwards() -> Iterator[None]:
    yield
    use_language("en")


def tell_a_run(output: Output) -> None:
    """Everything that can happen in one run."""
    for event in (
        events.RunStarted(steps=STEPS),
        events.StepStarted(step="group", status=text("Creating the resource group [lab]…")),
        events.Progress(step="group", step_fraction=0.5, fraction=0.1, seconds_left=65),
        events.LogLine(text=text("a [line] for the log")),
        events.StepDone(step="group", seconds=1.25),
        events.StepDone(step="machine", seconds=0.1, already=True),
        events.StepStarted(step="machine", status=text("Creating the machine…")),
        events.StepRetrying(step="machine", problem=PROBLEM, attempt=2, wait_seconds=4),
        events.StepFailed(step="machine", problem=PROBLEM),
        events.UndoStarted(step="group"),
        events.UndoFailed(step="group", problem=PROBLEM),
        events.UndoDone(step="group"),
        events.RunFinished(outcome=events.Outcome.FAILED, problem=PROBLEM),
    ):
        output.event(event)


def plainly(*endings: Ending) -> tuple[str, str]:
    out, err = io.StringIO(), io.StringIO()
    output = PlainOutput(out, err)
    output.begin()
    tell_a_run(output)
    output.server(SERVER)
    output.fact("plan", {}, (text("a fact"),))
    for ending in endings:
        output.end(ending)
    return out.getvalue(), err.getvalue()


def on_a_terminal(*endings: Ending) -> str:
    screen = io.StringIO()
    output = TerminalOutput(Console(file=screen, force_terminal=True, width=80, highlight=False))
    output.begin()
    tell_a_run(output)
    output.server(SERVER)
    output.fact("plan", {}, (text("a fact"),))
    for ending in endings:
        output.end(ending)
    return screen.getvalue()


def test_a_pipe_gets_results_apart_from_what_goes_on() -> None:
    out, err = plainly(Done(SERVER, sentences=(text("Well done."),)))
    assert "https://lab.example/" in out
    assert "ab" * 32 in out
    assert out.rstrip().endswith("Well done.")
    assert "a fact" in out
    assert err.splitlines() == [
        "Creating the resource group [lab]…",
        "  a [line] for the log",
        "Resource group: done (1.2 s)",
        "Machine: already there",
        "Creating the machine…",
        "Machine: No [cores] left. Trying again in 4 s.",
        "Machine: failed. No [cores] left.",
        "Resource group: could not be taken back. No [cores] left.",
    ]
    assert "\x1b" not in out + err


@pytest.mark.parametrize("show", [lambda e: plainly(e)[1], lambda e: on_a_terminal(e)])
def test_a_failure_says_what_happened_and_what_to_do(show: object) -> None:
    assert callable(show)
    failed = Failed(
        PROBLEM,
        complaints=(Complaint("port", "endpoint.public_port", text("Not [22]."), 4),),
        choices=((text("Go on:"), "kumonote-cli resume lab"),),
    )
    seen = show(failed)
    for words in (
        "No [cores] left.",
        "line 4, endpoint.public_port: Not [22].",
        "Choose a smaller size.",
        "OperationNotAllowed [1234]",
        "kumonote-cli resume lab",
    ):
        assert words in seen


def test_kanji_do_not_push_the_columns_apart() -> None:
    use_language("ja")
    out, _ = plainly(Done(SERVER))
    shown = on_a_terminal(Done(SERVER))
    for seen in (out, shown):
        lines = [re.sub(r"\x1b\[[\d;?]*[a-zA-Z]", "", line) for line in seen.splitlines()]
        places = {
            cell_len(line.partition(value)[0])
            for value in ("kumonote-lab", "japaneast", "ab" * 32)
            for line in lines
            if line.endswith(value)
        }
        assert len(places) == 1, lines


def test_a_terminal_shows_steps_and_the_server() -> None:
    seen = on_a_terminal(Done(SERVER))
    assert "ab" * 32 in seen, "a fingerprint is shown whole"
    for words in ("Resource group", "already there", "https://lab.example/", "a [line] for the"):
        assert words in seen
