"""A refused sign-in is told by the authority's number, whatever else its words are."""

from __future__ import annotations

import pytest
from azure.core.exceptions import ClientAuthenticationError

from app.azure.sign_in_errors import sign_in_problem
from app.problems import Action

TOLD = {
    50076: "mfa-needed",
    53003: "blocked-by-organisation",
    50097: "blocked-by-organisation",
    65001: "approval-needed",
    90094: "approval-needed",
    65004: "sign-in-declined",
    700016: "app-unknown",
    50011: "app-unknown",
    7000215: "app-secret-wrong",
    90002: "tenant-not-found",
    50126: "account-problem",
    700082: "sign-in-expired",
    50199: "sign-in-cancelled",
    70019: "sign-in-timed-out",
    50020: "account-not-in-organisation",
    50034: "account-not-in-organisation",
    80013: "clock-wrong",
    50107: "organisation-sign-in-failed",
    90038: "account-of-other-cloud",
    90033: "sign-in-unavailable",
    123456789: "sign-in-failed",
}


@pytest.mark.parametrize("number", TOLD)
def test_a_number_of_the_authority_is_told(number: int) -> None:
    said = f"Authentication failed: AADSTS{number}: words. Trace ID: 1 Timestamp: 2026-11-26 10:00"
    problem = sign_in_problem(ClientAuthenticationError(said))
    assert problem is not None
    assert problem.code == TOLD[number]
    assert f"AADSTS{number}" in problem.details
    assert "Trace ID" in problem.details
    passes = problem.code == "sign-in-unavailable"
    assert (problem.retryable, problem.action) == (
        (True, Action.RETRY) if passes else (False, Action.SIGN_IN)
    )
