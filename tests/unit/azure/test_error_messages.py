"""One code of the service has many causes; families of codes are read by their names."""

from __future__ import annotations

import pytest

from app.azure.error_bodies import service_errors
from app.azure.error_codes import MEANINGS, meaning_of_code
from app.azure.errors import problem_from_errors
from app.problems import Action, Problem
from tests.unit.azure.error_document import DOCUMENT, document

DOCUMENTED = [
    # code, what the service says with it by its documentation, our problem
    ("OperationNotAllowed", "is marked for deletion. You can only retry", "group-being-deleted"),
    ("OperationNotAllowed", "on VM 'x' since another operation is in progress.", "azure-busy"),
    ("OperationNotAllowed", "An ongoing operation is changing power state of x", "azure-busy"),
    ("OperationNotAllowed", "since the VM is generalized.", "machine-generalised"),
    ("OperationNotAllowed", "since the VM is not deallocated.", "machine-not-stopped"),
    (
        "OperationNotAllowed",
        "since the VM is either deallocated or marked to be deallocated.",
        "machine-not-running",
    ),
    (
        "OperationNotAllowed",
        "Cannot modify extensions when the VM is not running.",
        "machine-not-running",
    ),
    (
        "OperationNotAllowed",
        (
            "The specified disk size 30 GB is smaller than the size of the corresponding disk in "
            "the VM image: 64 GB. This is not allowed."
        ),
        "disk-too-small",
    ),
    (
        "OperationNotAllowed",
        (
            "Unable to resize the VM because the requested size Standard_D4s_v5 is not available "
            "in the cluster where the VM is currently allocated. Please deallocate and try again."
        ),
        "size-needs-stop",
    ),
    (
        "OperationNotAllowed",
        (
            "Operation results in exceeding quota limits of Core. Maximum allowed: 4, Current in "
            "use: 4, Additional requested: 2."
        ),
        "quota-exceeded",
    ),
    ("OperationNotAllowed", "since VM has extension 'x' in failed state.", "part-failed"),
    (
        "Conflict",
        "Disk resizing is allowed only when the VM is deallocated.",
        "machine-not-stopped",
    ),
    ("Conflict", "Run command extension execution is in progress.", "run-command-busy"),
    ("BadRequest", "Could not find member 'x' on object of type 'y'.", "request-not-understood"),
    (
        "BadRequest",
        "The selected VM size 'Standard_A1' cannot boot Hypervisor Generation '2'.",
        "size-does-not-fit-system",
    ),
    ("InvalidParameter", "The requested VM size x is not available.", "size-not-available"),
    ("InvalidParameter", "The Admin Username specified is not allowed.", "user-name-refused"),
    ("InvalidParameter", "Custom data in OSProfile must be in Base64", "setup-data-refused"),
    ("InvalidParameter", "Linux host name cannot exceed 64 characters", "name-not-allowed"),
    ("NotFound", "The platform image 'a:b:c:latest' is not available.", "image-not-offered"),
    (
        "ReadOnlyDisabledSubscription",
        "disabled and therefore marked as read only",
        "subscription-disabled",
    ),
    ("RequestDisallowedByPolicy", "Resource 'x' was disallowed by policy.", "forbidden-by-policy"),
    (
        "RequestDisallowedByPolicy",
        'Policy identifiers: [{"policyAssignment":{"name":"Allowed locations"}}]',
        "region-not-allowed",
    ),
    (
        "RequestDisallowedByPolicy",
        '[{"policyAssignment":{"name":"Network interfaces should not have public IPs"}}]',
        "policy-forbids-address",
    ),
    (
        "RequestDisallowedByPolicy",
        '[{"policyAssignment":{"name":"Allowed virtual machine size SKUs"}}]',
        "policy-forbids-size",
    ),
    ("RequestDisallowedByPolicy", "Require a tag on resource groups", "policy-wants-tags"),
    ("RequestDisallowedByPolicy", "Users must use multi-factor authentication", "mfa-needed"),
    (
        "RequestDisallowedByAzure",
        "Resource 'x' was disallowed by Azure: the policy",
        "region-not-allowed",
    ),
    (
        "AuthorizationFailed",
        (
            "The client does not have authorization to perform action "
            "'Microsoft.Compute/register/action' over scope '/subscriptions/x'"
        ),
        "may-not-register",
    ),
    ("InvalidParameter", "The value of parameter timeZoneId is invalid.", "time-zone-refused"),
    ("QuotaExceeded", "Public IP address quota exceeded", "address-quota-exceeded"),
]
FAMILIES = {
    "OverconstrainedZonalAllocationRequestFailure": "no-capacity",
    "IPv6StandardSkuPublicIpCountLimitReached": "address-quota-exceeded",
    "VirtualNetworkCountLimitReached": "resource-limit-reached",
    "InUseNatGatewayCannotBeDeleted": "still-in-use",
    "VMExtensionSomethingNew": "agent-silent",
    "OSProvisioningSomethingNew": "system-set-up-failed",
    "NewServiceInternalError": "azure-server-error",
    "SecurityRuleAndAllThat": "firewall-rule-refused",
    "DnsLabelIsReserved": "name-reserved",
    "TenantReadsThrottled": "azure-throttled",
}


def _problem(code: str, message: str) -> Problem:
    return problem_from_errors(service_errors({"error": {"code": code, "message": message}}))


@pytest.mark.parametrize(("code", "message", "expected"), DOCUMENTED)
def test_a_documented_message_is_told(code: str, message: str, expected: str) -> None:
    assert _problem(code, message).code == expected


@pytest.mark.parametrize("code", FAMILIES)
def test_a_new_code_of_a_known_family_is_told(code: str) -> None:
    assert code.lower() not in MEANINGS
    assert _problem(code, "Nobody has seen it.").code == FAMILIES[code]


def test_codes_of_no_family_stay_unknown() -> None:
    for code in ("NobodyHasSeenThis", "", "Flux"):
        assert meaning_of_code(code) is None


def test_a_lacking_permission_is_named() -> None:
    told = _problem(
        "AuthorizationFailed",
        "The client 'x' with object id 'y' does not have authorization to perform action "
        "'Microsoft.Compute/virtualMachines/write' over scope '/subscriptions/z'.",
    )
    assert "Microsoft.Compute/virtualMachines/write" in str(told.message)
    assert "Contributor" in str(told.advice)


def test_a_policy_is_named() -> None:
    told = _problem(
        "RequestDisallowedByPolicy",
        'Policy identifiers: \'[{"policyAssignment":{"name":"No machines here","id":"/x"}}]\'',
    )
    assert "No machines here" in str(told.message)


def test_what_says_little_says_the_services_words() -> None:
    told = _problem("BadRequest", "The flux is out of range.")
    assert (told.code, told.action) == ("request-refused", Action.EDIT_ANSWERS)
    assert "The flux is out of range." in str(told.message)


def test_what_is_not_there_is_named() -> None:
    group = _problem("ResourceGroupNotFound", "Resource group 'kumonote-x' could not be found.")
    assert "kumonote-x" in str(group.message)


def test_the_document_says_what_the_tables_say() -> None:
    assert DOCUMENT.read_text("utf-8") == document(), "python -m tests.unit.azure.error_document"
