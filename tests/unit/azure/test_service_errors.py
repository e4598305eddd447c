"""Every error body the service is known to send has a code, a sentence and advice of its own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.azure.error_bodies import service_errors, service_errors_of_text
from app.azure.error_codes import MEANINGS
from app.azure.errors import problem_from_errors
from app.problems import Action, Problem

RECORDINGS = Path(__file__).parents[4] / "shared" / "arm" / "recordings"
REPORTED = RECORDINGS / "REPORTED_ERRORS.json"

RECORDED = {
    "error_AnotherOperationInProgress_409": ("azure-busy", True),
    "error_Conflict_400_compute": ("part-failed", False),
    "error_DeploymentFailed_in_operationstatus": ("request-not-understood", False),
    "error_ExpiredAuthenticationToken_401": ("sign-in-expired", False),
    "error_InUseNetworkSecurityGroupCannotBeDeleted_400": ("still-in-use", True),
    "error_InternalExecutionError_in_operation": ("azure-server-error", True),
    "error_InvalidAddressPrefixFormat_400": ("network-refused", False),
    "error_InvalidParameter_400_compute": ("image-not-offered", False),
    "error_InvalidResourceReference_400": ("part-missing", False),
    "error_LinkedAuthorizationFailed_403": ("not-permitted", False),
    "error_LocationNotAvailableForResourceGroup_400": ("region-not-available", False),
    "error_MissingSubscriptionRegistration_409": ("provider-not-registered", True),
    "error_NicInUse_400": ("still-in-use", True),
    "error_OperationNotAllowed_409_nested": ("machine-not-stopped", False),
    "error_ParentResourceNotFound_404": ("part-missing", False),
    "error_PropertyChangeNotAllowed_409": ("cannot-be-changed", False),
    "error_PublicIPAddressCannotBeDeleted_400": ("still-in-use", True),
    "error_ResourceGroupBeingDeleted_409": ("group-being-deleted", True),
    "error_ResourceGroupNotFound_404": ("not-found", False),
    "error_ResourceNotFound_404_vm": ("not-found", False),
    "error_ResourcePurchaseValidationFailed_400": ("image-not-offered", False),
    "error_RetryableError_429_not_provisioned": ("azure-busy", True),
    "error_ServerTimeout_503": ("azure-server-error", True),
    "error_VMAgentStatusCommunicationError_in_operation": ("agent-silent", False),
    "error_VMExtensionProvisioningError_in_operation": ("agent-silent", False),
}
QUOTED = {
    "SkuNotAvailable": {"size-not-available"},
    "OperationNotAllowed": {"quota-exceeded"},
    "DnsRecordInUse": {"label-taken"},
    "PublicIPCountLimitReached": {"address-quota-exceeded"},
    "StaticPublicIPCountLimitReached": {"address-quota-exceeded"},
    "IPv4BasicSkuPublicIpCountLimitReached": {"address-quota-exceeded"},
    "ResourcePurchaseValidationFailed": {"terms-not-accepted"},
    "MarketplacePurchaseEligibilityFailed": {"terms-not-accepted"},
    "InvalidParameter": {"password-refused"},
    "OperationNotAllowed/TooManyRequests": {"azure-throttled"},
    "ResourceRequestsThrottled": {"azure-throttled"},
    "SubscriptionRequestsThrottled": {"azure-throttled"},
    "SubscriptionNotFound": {"subscription-not-found"},
    "InvalidAuthenticationTokenTenant": {"wrong-tenant"},
    "AllocationFailed": {"no-capacity"},
    "OSProvisioningTimedOut": {"system-did-not-start"},
    "RetryableError": {"azure-busy"},
}


def _needs_recordings() -> None:
    if not RECORDINGS.is_dir():
        pytest.skip("the recorded answers of the service are not beside this checkout")


def _problem(body: Any, status: int | None) -> Problem:
    return problem_from_errors(service_errors(body), status=status)


@pytest.mark.parametrize("name", RECORDED)
def test_a_recorded_error_is_told(name: str) -> None:
    _needs_recordings()
    answer = json.loads((RECORDINGS / f"{name}.json").read_text())["response"]
    problem = _problem(answer["body"], answer["status"])
    assert (problem.code, problem.retryable) == RECORDED[name]
    innermost = service_errors(answer["body"])[-1]
    assert innermost.message[:100] in problem.details


def test_no_recorded_error_is_forgotten() -> None:
    _needs_recordings()
    found = {path.stem for path in RECORDINGS.glob("error_*.json")}
    assert found <= set(RECORDED)


def test_reported_errors_are_told() -> None:
    _needs_recordings()
    for entry in json.loads(REPORTED.read_text())["errors"]:
        problem = _problem(entry["body"], entry["status"])
        assert problem.code in QUOTED[entry["code"]], entry["operation"]


def _error(code: str, message: str, **more: Any) -> dict[str, Any]:
    return {"error": {"code": code, "message": message, **more}}


QUOTA = (
    "Operation could not be completed as it results in exceeding approved standardBsv2Family "
    "Cores quota. Additional details - Deployment Model: Resource Manager, Location: japaneast, "
    "Current Limit: 4, Current Usage: 4, Additional Required: 2, (Minimum) New Limit Required: 6."
)


def test_quota_is_told_with_its_numbers() -> None:
    problem = _problem(_error("OperationNotAllowed", QUOTA), 409)
    sentence = str(problem.message)
    assert all(word in sentence for word in ("2 more", "4 of 4", "japaneast", "Bsv2"))
    assert problem.action == Action.OPEN_QUOTA_PAGE


def test_quota_in_a_template_is_quota_too() -> None:
    inner = {"code": "QuotaExceeded", "message": QUOTA}
    body = _error("InvalidTemplateDeployment", "The template is not valid.", details=[inner])
    assert _problem(body, 400).code == "quota-exceeded"


def test_an_error_within_the_text_of_an_error_is_found() -> None:
    inner = json.dumps(_error("SkuNotAvailable", "The requested size is not available."))
    body = _error(
        "DeploymentFailed", "It failed.", details=[{"code": "Conflict", "message": inner}]
    )
    assert _problem(body, 409).code == "size-not-available"


def test_a_failed_operation_is_read_though_it_came_with_status_200() -> None:
    body = {"status": "Failed", **_error("AllocationFailed", "Allocation failed.")}
    assert _problem(body, 200).code == "no-capacity"


def test_an_unknown_code_keeps_the_services_words() -> None:
    problem = problem_from_errors(
        service_errors(_error("BrandNewCode", "Something nobody has seen.")),
        status=400,
        ids="x-ms-correlation-request-id: 1234",
    )
    assert problem.code == "azure-error"
    assert "Something nobody has seen." in str(problem.message)
    assert "x-ms-correlation-request-id: 1234" in problem.details
    assert not problem.retryable


@pytest.mark.parametrize(
    ("status", "code", "retryable"),
    [
        (401, "sign-in-expired", False),
        (403, "not-permitted", False),
        (404, "not-found", False),
        (429, "azure-throttled", True),
        (503, "azure-server-error", True),
    ],
)
def test_without_a_known_code_the_status_speaks(status: int, code: str, retryable: bool) -> None:
    problem = problem_from_errors(service_errors_of_text("<html>no JSON</html>"), status=status)
    assert (problem.code, problem.retryable) == (code, retryable)


def test_a_generic_code_under_throttling_is_throttling() -> None:
    assert _problem(_error("OperationNotAllowed", "Slow down."), 429).code == "azure-throttled"


def test_every_meaning_has_a_kebab_case_code_and_words() -> None:
    for found in MEANINGS.values():
        assert found.code == found.code.lower()
        assert " " not in found.code
        assert str(found.message).endswith(".")
        assert str(found.advice).endswith(".")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["error", "code", "message", "details", "innererror", "x"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=20,
)


@settings(deadline=None)
@given(body=JSON, status=st.sampled_from([None, 200, 400, 404, 409, 429, 500]))
def test_any_body_becomes_a_problem(body: Any, status: int | None) -> None:
    problem = _problem(body, status)
    assert problem.code
    assert str(problem.message)
