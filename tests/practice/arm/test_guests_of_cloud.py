"""What the cloud says when its guests fail, stop by themselves, or outlive it."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from app.paths import Paths
from app.practice import process
from tests.practice.arm.clients import REGION, Cloud, practice_home, wait_for
from tests.practice.arm.making import Group


@pytest.fixture
def paths() -> Iterator[Paths]:
    with practice_home() as found:
        yield found


def test_a_guest_that_does_not_boot_is_a_failed_operation(paths: Paths) -> None:
    cloud = Cloud.start(paths, program="tests.practice.arm.broken_cloud")
    group = Group(cloud)
    group.ready_for_machine()
    failed = cloud.finish(group.put_machine())
    assert failed.status_code == 200
    error = failed.json()["error"]
    assert error["code"] == "OSProvisioningTimedOut"
    assert error["details"][0]["message"] == "no room for the base image"
    assert group.states()[0] == "ProvisioningState/failed/OSProvisioningTimedOut"
    started = cloud.finish(group.act("start")).json()
    assert started["status"] == "Failed"
    assert "no room for the base image" in process.log_file(paths).read_text()
    cloud.finish(cloud.call("DELETE", group.machine()))
    cloud.close()


def test_a_group_whose_machine_cannot_be_ended_stays_and_goes_later(paths: Paths) -> None:
    cloud = Cloud.start(paths, program="tests.practice.arm.clinging_cloud")
    group = Group(cloud)
    group.ready_machine(group.name)
    guests = paths.practice / "guests"
    refused = cloud.finish(cloud.call("DELETE", group.path))
    assert refused.status_code >= 400
    assert cloud.call("HEAD", group.path).status_code == 204, "what is left is not hidden"
    assert group.states()[0] == "ProvisioningState/failed/InternalExecutionError"
    assert list(guests.iterdir()) != []
    cloud.finish(cloud.call("DELETE", group.path))
    assert cloud.call("HEAD", group.path).status_code == 404
    assert list(guests.iterdir()) == []
    cloud.close()


def test_guests_outlive_a_killed_cloud_and_are_found_again(paths: Paths) -> None:
    cloud = Cloud.start(paths)
    group = Group(cloud)
    group.ready_machine(group.name)
    port = _dial(cloud, group)
    status = process.status(paths)
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    wait_for(lambda: process.status(paths) is None)
    cloud.close()
    cloud = Cloud.start(paths)
    assert _dial(cloud, group) == port
    wait_for(lambda: _banner(port) == b"SSH-")
    cloud.close()


def test_machines_are_there_again_after_a_stop(paths: Paths) -> None:
    cloud = Cloud.start(paths)
    group = Group(cloud)
    group.ready_machine(group.name)
    port = _dial(cloud, group)
    cloud.close()
    assert process.stop(paths)
    assert _banner(port) == b""
    cloud = Cloud.start(paths)
    group.cloud = cloud
    assert group.states()[1] == "PowerState/running"
    wait_for(lambda: _banner(port) == b"SSH-")
    cloud.close()


def test_the_daily_stop_deallocates(cloud: Cloud, group: Group) -> None:
    group.ready_machine()
    cloud.call("POST", "/providers/Microsoft.DevTestLab/register")
    provider = "/providers/Microsoft.DevTestLab"
    wait_for(lambda: cloud.call("GET", provider).json()["registrationState"] == "Registered")

    def deallocated() -> bool:
        now = datetime.now(UTC).strftime("%H%M")  # anew each time: a minute may just have passed
        properties = {
            "status": "Enabled",
            "taskType": "ComputeVmShutdownTask",
            "dailyRecurrence": {"time": now},
            "timeZoneId": "UTC",
            "targetResourceId": group.id_of("Microsoft.Compute/virtualMachines", "vm"),
        }
        group.put("Microsoft.DevTestLab/schedules", "shutdown-computevm-vm", properties)
        return group.states()[1] == "PowerState/deallocated"

    wait_for(deallocated)


def _dial(cloud: Cloud, group: Group) -> int:
    answer = cloud.http.get(
        cloud.connection.url + "/practice/dial",
        params={"host": f"{group.name}.{REGION}.practice.localhost", "port": "22"},
        timeout=30,
    )
    assert answer.status_code == 200, answer.text
    return int(answer.json()["port"])


def _banner(port: int) -> bytes:
    try:
        with socket.create_connection(("127.0.0.1", port), 10) as line:
            line.settimeout(10)
            return line.recv(4)
    except ConnectionError:
        return b""
