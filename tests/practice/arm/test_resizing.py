"""Which sizes a machine gets, and which the practice cloud refuses as the service does."""

from __future__ import annotations

import pytest
import requests

from tests.practice.arm.clients import Cloud
from tests.practice.arm.making import Group


@pytest.fixture
def machine(cloud: Cloud, group: Group) -> str:
    """A running machine of the size Standard_B2s_v2; its path."""
    group.ready_for_machine()
    assert cloud.finish(group.put_machine()).json()["status"] == "Succeeded"
    return group.machine()


def change(cloud: Cloud, machine: str, size: str) -> requests.Response:
    body = {"properties": {"hardwareProfile": {"vmSize": size}}}
    return cloud.call("PATCH", machine, body)


def offered(cloud: Cloud, machine: str) -> set[str]:
    answer = cloud.call("GET", machine + "/vmSizes")
    assert answer.status_code == 200
    return {size["name"] for size in answer.json()["value"]}


def refusal(answer: requests.Response) -> tuple[int, str, str]:
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["message"]


def test_a_running_machine_stays_on_its_hardware(cloud: Cloud, group: Group, machine: str) -> None:
    here = offered(cloud, machine)
    assert {"Standard_B2s_v2", "Standard_D4s_v5"} <= here
    assert "Standard_E4s_v5" not in here
    status, code, message = refusal(change(cloud, machine, "Standard_E4s_v5"))
    assert (status, code) == (409, "OperationNotAllowed")
    assert "not available in the current hardware cluster" in message
    assert "Standard_D4s_v5" in message
    assert cloud.finish(change(cloud, machine, "standard_d2s_v5")).json()["status"] == "Succeeded"
    view = cloud.call("GET", machine, **{"$expand": "instanceView"}).json()["properties"]
    assert view["hardwareProfile"]["vmSize"] == "Standard_D2s_v5"
    assert view["instanceView"]["statuses"][1]["code"] == "PowerState/running"
    cloud.finish(group.act("powerOff"))
    assert offered(cloud, machine) == here, "shut down is not given back"
    cloud.finish(group.act("deallocate"))
    assert "Standard_E4s_v5" in offered(cloud, machine)
    assert cloud.finish(change(cloud, machine, "Standard_E4s_v5")).json()["status"] == "Succeeded"
    stopped = cloud.call("GET", machine + "/instanceView").json()
    assert stopped["statuses"][1]["code"] == "PowerState/deallocated"


def test_what_no_stop_helps_against(cloud: Cloud, group: Group, machine: str) -> None:
    cloud.finish(group.act("deallocate"))
    status, code, message = refusal(change(cloud, machine, "Standard_B2ms"))
    assert (status, code) == (409, "OperationNotAllowed")
    assert "resource disk" in message
    assert refusal(change(cloud, machine, "Standard_D2ps_v5"))[0] == 400, "another processor"
    assert refusal(change(cloud, machine, "Standard_Z9"))[1] == "InvalidParameter"
    shown = cloud.call("GET", machine).json()["properties"]
    assert shown["hardwareProfile"]["vmSize"] == "Standard_B2s_v2"
    assert shown["provisioningState"] == "Succeeded"
