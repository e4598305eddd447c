"""What the service is known to answer, read by the real SDK over HTTPS, becomes a problem.

Each answer that was recorded or reported is given, with its status, headers and body, by a real
HTTPS server to the SDK's clients as the app makes them; those that were recorded in an
operation are given to its polls. What it does not prove: that the service answers so today.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import Problem, ProblemError
from tests.practice.azure.answering import SUBSCRIPTION, Answer, AnsweringCloud, answering_cloud

RECORDINGS = Path(__file__).resolve().parents[4] / "shared" / "arm" / "recordings"
_ABSENT = "the recorded answers of the service are not beside this checkout"
_NOT_SPECIFIC = {"azure-error", "unexpected", "request-refused", "conflict", "not-in-this-state"}
_CORRELATION = "11111111-2222-3333-4444-555555555555"
_GROUP = f"/subscriptions/{SUBSCRIPTION}/resourceGroups/kumonote-x"
_MACHINE = f"{_GROUP}/providers/Microsoft.Compute/virtualMachines/x"


@dataclass(frozen=True)
class Known:
    """One answer of the service that refuses something."""

    name: str
    method: str
    answer: Answer

    @property
    def error(self) -> dict[str, Any]:
        """The outermost error of its body."""
        body: dict[str, Any] = self.answer.body
        return dict(body["error"])


def _recorded() -> Iterator[Known]:
    for file in sorted(RECORDINGS.glob("*.json")):
        entry = json.loads(file.read_text("utf-8"))
        response = entry.get("response", {}) if isinstance(entry, dict) else {}
        body = response.get("body")
        if not isinstance(body, dict) or "error" not in body:
            continue
        yield Known(
            file.stem,
            entry["request"]["method"],
            Answer(
                response["status"],
                body,
                response["headers"],
                in_operation=response["status"] < 400,
            ),
        )


def _reported() -> Iterator[Known]:
    file = RECORDINGS / "REPORTED_ERRORS.json"
    for number, entry in enumerate(json.loads(file.read_text("utf-8"))["errors"], 1):
        failed_operation = entry["body"].get("status") == "Failed"
        yield Known(
            f"reported {number}: {entry['code']}",
            "PUT",
            Answer(
                200 if failed_operation else entry["status"] or 400,
                entry["body"],
                in_operation=failed_operation,
            ),
        )


KNOWN = [*_recorded(), *_reported()] if RECORDINGS.is_dir() else []


@pytest.fixture(scope="module")
def cloud() -> Iterator[AnsweringCloud]:
    with answering_cloud() as answering:
        yield answering


def _ask(session: Session, method: str, *, in_operation: bool) -> Problem:
    """The problem that comes of a call; the SDK's own repetitions are left out."""
    cancel = CancelToken()
    resources = session.resource.resources
    options: dict[str, Any] = {"api_version": "2026-04-01", "retry_total": 0}
    calls: dict[str, Callable[..., Any]] = {
        "PUT": lambda **more: resources.begin_create_or_update_by_id(_MACHINE, {}, **more),
        "PATCH": lambda **more: resources.begin_update_by_id(_MACHINE, {}, **more),
        "DELETE": lambda **more: resources.begin_delete_by_id(_MACHINE, **more),
    }
    with pytest.raises(ProblemError) as raised:
        if method in calls or in_operation:
            begin = calls["PUT" if in_operation else method]
            session.wait_for(
                lambda polling, token: begin(polling=polling, cancel=token, **options),
                cancel,
                limit_seconds=30,
            )
        else:
            session.call(lambda: resources.get_by_id(_MACHINE, cancel=cancel, **options), cancel)
    return raised.value.problem


@pytest.mark.skipif(not KNOWN, reason=_ABSENT)
@pytest.mark.parametrize("known", KNOWN, ids=lambda known: known.name.replace(" ", "-"))
def test_a_known_refusal_has_a_problem_of_its_own(
    cloud: AnsweringCloud, known: Known, record_property: Callable[[str, object], None]
) -> None:
    cloud.answer = known.answer
    problem = _ask(cloud.session, known.method, in_operation=known.answer.in_operation)
    code = known.error["code"]
    inner = [detail["code"] for detail in known.error.get("details") or ()]
    row = f"{' > '.join([code, *inner]):<62} {known.answer.status}  ->  {problem.code}"
    record_property("table: what the service answers -> problem", row)
    assert problem.code not in _NOT_SPECIFIC, problem
    assert str(problem.advice)
    assert problem.action is not None or not problem.retryable, "a way out, or words for it"
    assert known.error["message"][:80] in problem.details, "the service's own words are kept"


def test_an_unknown_code_keeps_message_correlation_id_and_time(cloud: AnsweringCloud) -> None:
    error = {"code": "NobodyHasSeenThis", "message": "The flux is out of range."}
    headers = {
        "x-ms-correlation-request-id": _CORRELATION,
        "Date": "Thu, 26 Nov 2026 10:00:00 GMT",
    }
    for answer in (
        Answer(409, {"error": error}, headers),
        Answer(200, {"status": "Failed", "error": error}, headers, in_operation=True),
    ):
        cloud.answer = answer
        problem = _ask(cloud.session, "PUT", in_operation=answer.in_operation)
        assert problem.code == "azure-error"
        assert "NobodyHasSeenThis" in str(problem.message)
        assert "The flux is out of range." in str(problem.message)
        assert _CORRELATION in problem.details
        assert "10:00:00" in problem.details


def test_an_answer_without_json_is_told_by_its_status(cloud: AnsweringCloud) -> None:
    page = "<html><body>Bad gateway</body></html>"
    cloud.answer = Answer(502, page, {"Content-Type": "text/html"})
    problem = _ask(cloud.session, "GET", in_operation=False)
    assert (problem.code, problem.retryable) == ("azure-server-error", True)
    assert "Bad gateway" in problem.details


def test_a_deeply_nested_refusal_in_an_operation_is_found(cloud: AnsweringCloud) -> None:
    quota = {
        "error": {
            "code": "QuotaExceeded",
            "message": "Operation could not be completed as it results in exceeding approved "
            "standardBsv2Family Cores quota. Additional details - Deployment Model: Resource "
            "Manager, Location: japaneast, Current Limit: 4, Current Usage: 4, Additional "
            "Required: 2, (Minimum) New Limit Required: 6.",
        }
    }
    outer = {
        "status": "Failed",
        "error": {
            "code": "DeploymentFailed",
            "message": "At least one resource deployment operation failed.",
            "details": [
                {
                    "code": "ResourceDeploymentFailure",
                    "message": "The resource operation completed with state 'Failed'.",
                    "details": [{"code": "Conflict", "message": json.dumps(quota)}],
                }
            ],
        },
    }
    cloud.answer = Answer(200, outer, in_operation=True)
    problem = _ask(cloud.session, "PUT", in_operation=True)
    assert problem.code == "quota-exceeded"
    assert "4 of 4" in str(problem.message)
