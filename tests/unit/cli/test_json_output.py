"""What other programs read: one object a line, the contract's words, never a secret."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest

from app.cli.ending import Done, Failed
from app.cli.json_output import JsonOutput, plain
from app.engine.events import LogLine, Outcome, Progress, RunFinished, StepFailed, StepStarted
from app.operations.refusal import Complaint
from app.problems import Action, Problem
from app.secret import Secret
from app.server import PublicAddress, Server, ServerState
from app.text import text

SERVER = Server(
    name="lab",
    state=ServerState.RUNNING,
    group="kumonote-lab",
    region="japaneast",
    address=PublicAddress("198.18.0.1", "lab.japaneast.practice.localhost"),
    url="https://lab.japaneast.practice.localhost:8443/",
    certificate_sha256="ab" * 32,
    ready=True,
)
PROBLEM = Problem("quota-exceeded", text("No cores left."), text("Ask for more."), True)


def written(fill: Any) -> list[dict[str, Any]]:
    stream = io.StringIO()
    fill(JsonOutput(stream))
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_events_are_named_in_kebab_case() -> None:
    def fill(output: JsonOutput) -> None:
        output.event(StepStarted(step="group", status=text("Creating {name}…", name="lab")))
        output.event(Progress(step="group", step_fraction=0.5, fraction=0.1, seconds_left=9))
        output.event(LogLine(text=text("hello"), level=logging.WARNING))
        output.event(StepFailed(step="group", problem=PROBLEM))
        output.event(RunFinished(outcome=Outcome.FAILED, problem=PROBLEM, left=("group",)))

    lines = written(fill)
    assert [line["event"] for line in lines] == [
        "step-started",
        "progress",
        "log-line",
        "step-failed",
        "run-finished",
    ]
    assert lines[0]["status"] == "Creating lab…"
    assert lines[2]["level"] == "warning"
    assert lines[4]["left"] == ["group"]


def test_finished_carries_the_server() -> None:
    (line,) = written(lambda output: output.end(Done(SERVER)))
    assert line["event"] == "finished"
    assert line["server"]["name"] == "lab"
    assert line["server"]["state"] == "running"
    assert line["server"]["url"] == SERVER.url
    assert line["server"]["certificate_sha256"] == "ab" * 32


def test_failed_carries_the_problem_its_findings_and_choices() -> None:
    problem = Problem("plan-refused", text("Bad."), text("Correct it."), action=Action.RESUME)
    failed = Failed(
        problem,
        complaints=(Complaint("port-taken", "endpoint.public_port", text("Not 22."), 4),),
        choices=((text("Go on:"), "kumonote-cli resume lab"),),
    )
    (line,) = written(lambda output: output.end(failed))
    assert line == {
        "event": "failed",
        "problem": {
            "code": "plan-refused",
            "message": "Bad.",
            "advice": "Correct it.",
            "retryable": False,
            "action": "resume",
            "details": "",
            "alternative": None,
            "findings": [
                {
                    "code": "port-taken",
                    "field": "endpoint.public_port",
                    "sentence": "Not 22.",
                    "line": 4,
                }
            ],
            "choices": ["kumonote-cli resume lab"],
        },
    }


def test_a_secret_is_never_written() -> None:
    with pytest.raises(TypeError, match="Secret is not written"):
        plain({"password": Secret("hunter2 hunter2")})
