"""What an honest practice cloud must keep to, as far as no other test here says it already.

How long things take is held from below: an operation never ends before its service time.
"""

from __future__ import annotations

from datetime import datetime

import pytest
import requests

from app.practice import durations
from tests.practice.arm.clients import COMPUTE, Cloud, wait_for
from tests.practice.arm.making import Group

SPEED = 20.0
MEDIANS = {
    # what the service took since 2022, in seconds
    "create": (durations.MACHINE_CREATE, 37),
    "deallocate": (durations.MACHINE_DEALLOCATE, 21),
    "start": (durations.MACHINE_START, 11),
    "powerOff": (durations.MACHINE_POWER_OFF, 8),
    "restart": (durations.MACHINE_RESTART, 37),
    "delete": (durations.MACHINE_DELETE, 26),
    "runCommand": (durations.RUN_COMMAND, 16),
}


@pytest.mark.parametrize("name", MEDIANS)
def test_durations_are_the_recorded_medians(name: str) -> None:
    ours, median = MEDIANS[name]
    assert ours == median


def lasted(cloud: Cloud, answer: requests.Response) -> float:
    """Service seconds from the beginning to the end of an operation on a machine."""
    done = cloud.finish(answer).json()
    assert done["status"] == "Succeeded", done
    began, ended = (datetime.fromisoformat(done[name]) for name in ("startTime", "endTime"))
    return (ended - began).total_seconds() * SPEED


def test_no_operation_ends_before_its_time(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    script = {"commandId": "RunShellScript", "script": ["true"]}
    # timestamps are of the computer's clock, service time is not: they may differ by a moment
    moment = 0.1 * SPEED
    with cloud.at_speed(SPEED):
        assert lasted(cloud, group.put_machine()) > 37 - moment
        for action, median in (
            ("restart", 37),
            ("runCommand", 16),
            ("powerOff", 8),
            ("start", 11),
            ("deallocate", 21),
        ):
            body = script if action == "runCommand" else None
            assert lasted(cloud, group.act(action, body)) > median - moment, action
        assert lasted(cloud, cloud.call("DELETE", group.machine())) > 26 - moment


def test_an_operation_ends_while_nobody_looks(cloud: Cloud, group: Group) -> None:
    """GET of the resource alone shows it: the operation is never asked about."""
    group.put_network()
    path = group.at("Microsoft.Network/virtualNetworks", "net")
    wait_for(
        lambda: cloud.call("GET", path).json()["properties"]["provisioningState"] == "Succeeded"
    )


def test_letter_case_does_not_count(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    subscription = cloud.connection.subscription
    place = f"/SUBSCRIPTIONS/{subscription.upper()}/RESOURCEGROUPS/{group.name.upper()}"
    machine = place + "/PROVIDERS/MICROSOFT.COMPUTE/VIRTUALMACHINES/VM"
    shown = cloud.send("GET", machine, **{"API-VERSION": COMPUTE, "$EXPAND": "INSTANCEVIEW"})
    assert shown.status_code == 200, shown.text
    assert shown.json()["id"] == group.id_of("Microsoft.Compute/virtualMachines", "vm")
    assert shown.json()["properties"]["instanceView"]
    stopped = cloud.send("POST", machine + "/DEALLOCATE", version=COMPUTE)
    assert stopped.status_code == 202
    cloud.finish(stopped)
    size = {"properties": {"HardwareProfile": {"VMSIZE": "STANDARD_B2S_V2"}}}
    same = cloud.send("PATCH", machine, size, version=COMPUTE)
    assert same.status_code == 200, same.text
    cloud.finish(same)


def test_secrets_in_another_spelling_are_secrets_too(cloud: Cloud, group: Group) -> None:
    group.ready_for_machine()
    body = group.machine_body()
    profile = body["properties"].pop("osProfile")
    body["properties"]["OSPROFILE"] = {
        **{name: value for name, value in profile.items() if name != "customData"},
        "CustomData": "c2VjcmV0LXdvcmRz",
        "AdminPassword": "Good-Pass-1",
    }
    answer = cloud.call("PUT", group.machine(), body)
    assert answer.status_code == 201, answer.text
    cloud.finish(answer)
    shown = cloud.call("GET", group.machine()).text
    assert "c2VjcmV0LXdvcmRz" not in shown and "Good-Pass-1" not in shown
    kept = b"".join(f.read_bytes() for f in cloud.paths.practice.glob("state.sqlite3*"))
    assert b"c2VjcmV0LXdvcmRz" not in kept and b"Good-Pass-1" not in kept


@pytest.mark.parametrize("wanted", ["dataDisks", "availabilitySet", "password"])
def test_nothing_is_made_that_lacks_what_was_asked_for(
    cloud: Cloud, group: Group, wanted: str
) -> None:
    group.ready_for_machine()
    body = group.machine_body()
    properties = body["properties"]
    if wanted == "dataDisks":
        properties["storageProfile"]["dataDisks"] = [{"lun": 0, "createOption": "Empty"}]
    elif wanted == "availabilitySet":
        properties["availabilitySet"] = {"id": "/x"}
    else:
        del properties["osProfile"]["linuxConfiguration"]
        properties["osProfile"]["adminPassword"] = "Good-Pass-1"
    answer = cloud.call("PUT", group.machine(), body)
    assert (answer.status_code, answer.json()["error"]["code"]) == (501, "NotImplemented")
    assert cloud.call("GET", group.machine()).status_code == 404
