"""Each fault happens so often as was asked, looks as it should, and leaves what it should."""

from __future__ import annotations

from datetime import datetime

import pytest
import requests
from azure.core.exceptions import ClientAuthenticationError, HttpResponseError

from app.practice import durations, process
from app.practice.faults import KNOWN
from tests.practice.arm.clients import FAST, NETWORK, REGION, Cloud, wait_for
from tests.practice.arm.making import Group, error_code


def rehearse(cloud: Cloud, fault: str) -> None:
    process.control(cloud.paths, "fault", fault=fault)


@pytest.mark.parametrize(
    ("fault", "status", "code", "header"),
    [
        ("throttle", 429, "SubscriptionRequestsThrottled", "Retry-After"),
        ("throttle-no-retry-after", 429, "SubscriptionRequestsThrottled", ""),
        ("server-error", 500, "InternalServerError", ""),
        ("group-deleting", 409, "ResourceGroupBeingDeleted", ""),
        ("conflict", 409, "AnotherOperationInProgress", ""),
        ("retryable", 429, "RetryableError", ""),
        ("forbidden", 403, "AuthorizationFailed", ""),
        ("expired-token", 401, "ExpiredAuthenticationToken", "WWW-Authenticate"),
        ("unregistered", 409, "MissingSubscriptionRegistration", ""),
    ],
)
def test_faults_of_any_call(
    cloud: Cloud, group: Group, fault: str, status: int, code: str, header: str
) -> None:
    rehearse(cloud, f"{fault}=2" if fault != "unregistered" else fault)
    for _ in range(2):
        answer = group.put_network()
        assert (answer.status_code, error_code(answer)) == (status, code)
        assert ("Retry-After" in answer.headers) == (header == "Retry-After")
        assert not header or header in answer.headers
    if fault == "unregistered":
        cloud.call("POST", "/providers/Microsoft.Network/register")
        path = "/providers/Microsoft.Network"
        wait_for(lambda: cloud.call("GET", path).json()["registrationState"] == "Registered")
    assert group.put_network().status_code == 201


def test_unavailable_is_no_json(cloud: Cloud, group: Group) -> None:
    rehearse(cloud, "unavailable")
    answer = cloud.call("GET", group.path)
    assert answer.status_code == 503
    assert answer.headers["Content-Type"].startswith("text/html")
    assert cloud.call("GET", group.path).status_code == 200


def test_reset_breaks_the_connection_before_or_after(cloud: Cloud, group: Group) -> None:
    rehearse(cloud, "reset")
    with pytest.raises(requests.exceptions.ConnectionError):
        group.put_network("before")
    assert (
        cloud.call("GET", group.at("Microsoft.Network/virtualNetworks", "before")).status_code
        == 404
    )
    rehearse(cloud, "reset-after")
    with pytest.raises(requests.exceptions.ConnectionError):
        group.put_network("after")
    assert (
        cloud.call("GET", group.at("Microsoft.Network/virtualNetworks", "after")).status_code == 200
    )


def impatient(cloud: Cloud, method: str, path: str, *, seconds: float) -> None:
    """A network call whose client waits no longer than this for an answer."""
    cloud.http.request(
        method,
        f"{cloud.connection.url}/subscriptions/{cloud.connection.subscription}{path}",
        params={"api-version": NETWORK},
        headers={"Authorization": f"Bearer {cloud.token()}"},
        json={"location": REGION} if method == "PUT" else None,
        timeout=seconds,
    )


def test_stall_serves_nothing_and_never_answers(cloud: Cloud, group: Group) -> None:
    rehearse(cloud, "stall")
    path = group.at("Microsoft.Network/virtualNetworks", "stalled")
    with pytest.raises(requests.exceptions.ReadTimeout):
        impatient(cloud, "PUT", path, seconds=1)
    assert cloud.call("GET", path).status_code == 404


def test_slow_is_late_by_the_clock_of_the_cloud(cloud: Cloud, group: Group) -> None:
    path = group.at("Microsoft.Network/virtualNetworks", "late")
    with cloud.at_speed(1):
        rehearse(cloud, "slow")
        with pytest.raises(requests.exceptions.ReadTimeout):
            impatient(cloud, "GET", path, seconds=5)
    assert cloud.call("GET", path).status_code == 404


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        ("quota", 409, "OperationNotAllowed"),
        ("sku", 409, "SkuNotAvailable"),
        ("terms", 400, "ResourcePurchaseValidationFailed"),
    ],
)
def test_faults_of_a_new_machine(
    cloud: Cloud, group: Group, fault: str, status: int, code: str
) -> None:
    group.ready_for_machine()
    rehearse(cloud, fault)
    answer = group.put_machine()
    assert (answer.status_code, error_code(answer)) == (status, code)
    assert cloud.call("GET", group.machine()).status_code == 404


def test_a_label_is_taken_by_somebody_else(cloud: Cloud, group: Group) -> None:
    rehearse(cloud, "label-taken")
    answer = group.put_address("ip", group.name)
    assert (answer.status_code, error_code(answer)) == (400, "DnsRecordInUse")
    assert group.put_address("ip", group.name).status_code == 201


def test_allocation_fails_in_the_operation(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    rehearse(cloud, "allocation")
    failed = cloud.finish(group.put_machine())
    assert failed.status_code == 200
    assert (failed.json()["status"], failed.json()["error"]["code"]) == (
        "Failed",
        "AllocationFailed",
    )
    assert cloud.call("GET", group.machine()).json()["properties"]["provisioningState"] == "Failed"
    assert group.states()[0] == "ProvisioningState/failed/AllocationFailed"


def test_provisioning_times_out_and_leaves_a_machine_that_is_billed(
    cloud: Cloud, group: Group
) -> None:
    group.ready_for_machine()
    rehearse(cloud, "os-provisioning-timeout")
    with cloud.compute() as compute:
        body = group.machine_body()
        poller = compute.virtual_machines.begin_create_or_update(group.name, "vm", body)
        with pytest.raises(HttpResponseError, match="OSProvisioningTimedOut"):
            poller.result()
    assert group.states() == [
        "ProvisioningState/failed/OSProvisioningTimedOut",
        "PowerState/running",
    ]
    cloud.finish(cloud.call("DELETE", group.machine()))
    assert cloud.call("GET", group.machine()).status_code == 404


def test_run_command_fails_where_the_agent_does_not_report(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    rehearse(cloud, "run-command")
    script = {"commandId": "RunShellScript", "script": ["true"]}
    failed = cloud.finish(group.act("runCommand", script)).json()
    assert failed["error"]["code"] == "VMAgentStatusCommunicationError"
    assert cloud.finish(group.act("runCommand", script)).json()["status"] == "Succeeded"


def test_slow_boot_takes_longer(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    rehearse(cloud, "slow-boot")
    ended = cloud.finish(group.put_machine()).json()
    assert ended["status"] == "Succeeded"
    start, end = (datetime.fromisoformat(ended[name]) for name in ("startTime", "endTime"))
    assert (end - start).total_seconds() >= durations.SLOW_BOOT / FAST


def test_the_sdk_goes_through_what_is_transient(cloud: Cloud, group: Group) -> None:
    for fault in ("throttle", "unavailable"):
        rehearse(cloud, fault)
        with cloud.resources() as resources:
            assert resources.resource_groups.get(group.name).name == group.name
    rehearse(cloud, "expired-token")
    with cloud.resources() as resources, pytest.raises(ClientAuthenticationError):
        resources.resource_groups.get(group.name)


def test_faults_are_known_by_name(cloud: Cloud) -> None:
    with pytest.raises(ValueError, match="no fault 'nonsense'"):
        rehearse(cloud, "nonsense")
    with pytest.raises(ValueError, match="a count is a number"):
        rehearse(cloud, "quota=often")
    for fault in KNOWN:
        rehearse(cloud, f"{fault}=0")
    rehearse(cloud, "quota=*")
    assert process.control(cloud.paths, "status")["faults"] == {"quota": -1}
    process.control(cloud.paths, "clear-faults")
    assert process.control(cloud.paths, "status")["faults"] == {}
