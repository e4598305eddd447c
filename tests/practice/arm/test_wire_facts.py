"""The table of facts: status, headers and waiting times of each call, at the service's speed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import requests

from app.practice import process
from tests.practice.arm.clients import FAST, Cloud, practice_home, wait_for
from tests.practice.arm.making import Group


@pytest.fixture(scope="module")
def paths_cloud() -> Iterator[Cloud]:
    with practice_home() as paths:
        cloud = Cloud.start(paths)
        yield cloud
        cloud.close()


@pytest.fixture
def slow(paths_cloud: Cloud) -> Iterator[Cloud]:
    """A cloud whose time each test may slow down to the service's."""
    yield paths_cloud
    set_speed(paths_cloud, FAST)


def set_speed(cloud: Cloud, speed: float) -> None:
    process.control(cloud.paths, "speed", value=speed)


def at_speed_of_service(cloud: Cloud) -> None:
    set_speed(cloud, 1)


def finish_fast(cloud: Cloud, answer: requests.Response) -> requests.Response:
    set_speed(cloud, FAST)
    return cloud.finish(answer)


def test_group_is_made_at_once_and_deleted_by_location_alone(slow: Cloud) -> None:
    group = Group(slow)
    assert group.make().status_code == 201
    assert group.make().status_code == 200
    assert slow.call("HEAD", group.path).status_code == 204
    at_speed_of_service(slow)
    deleted = slow.call("DELETE", group.path)
    assert (deleted.status_code, deleted.content) == (202, b"")
    assert deleted.headers["Retry-After"] == "15"
    assert "Azure-AsyncOperation" not in deleted.headers
    polled = slow.get(deleted.headers["Location"])
    assert (polled.status_code, polled.headers["Retry-After"]) == (202, "15")
    assert polled.headers["Location"]
    ended = finish_fast(slow, deleted)
    assert (ended.status_code, ended.content) == (200, b"")
    assert slow.call("HEAD", group.path).status_code == 404


def test_network_resources_are_updating_with_an_operation(slow: Cloud) -> None:
    group = Group(slow)
    group.make()
    at_speed_of_service(slow)
    for answer, wait in (
        (group.put_network(), "3"),
        (group.put_security_group(), "3"),
        (group.put_address(), "1"),
    ):
        assert answer.status_code == 201, answer.text
        assert answer.headers["Retry-After"] == wait
        assert "Location" not in answer.headers
        assert answer.json()["properties"]["provisioningState"] == "Updating"
        polled = slow.get(answer.headers["Azure-AsyncOperation"])
        assert (polled.status_code, polled.json()) == (200, {"status": "InProgress"})
    path = group.at("Microsoft.Network/virtualNetworks", "net")
    assert slow.call("GET", path).json()["properties"]["provisioningState"] == "Updating"
    assert finish_fast(slow, answer).json() == {"status": "Succeeded"}

    interface = None

    def ready() -> bool:
        nonlocal interface
        interface = group.put_interface()
        return interface.status_code != 429

    wait_for(ready)
    assert interface is not None and interface.status_code == 201
    assert "Azure-AsyncOperation" not in interface.headers
    assert interface.json()["properties"]["provisioningState"] == "Succeeded"
    assert group.put_network().status_code == 200


def test_network_delete_ends_in_204(slow: Cloud) -> None:
    group = Group(slow)
    group.make()
    slow.finish(group.put_network())
    at_speed_of_service(slow)
    path = group.at("Microsoft.Network/virtualNetworks", "net")
    deleted = slow.call("DELETE", path)
    assert (deleted.status_code, deleted.content) == (202, b"")
    assert deleted.headers["Retry-After"] == "10"
    assert deleted.headers["Azure-AsyncOperation"]
    location = deleted.headers["Location"]
    assert slow.get(location).status_code == 202
    assert finish_fast(slow, deleted).json() == {"status": "Succeeded"}
    assert slow.get(location).status_code == 204
    assert slow.call("DELETE", path).status_code == 204
    assert slow.call("GET", path).status_code == 404


def test_machine_calls(slow: Cloud) -> None:
    group = Group(slow)
    group.ready_for_machine()
    at_speed_of_service(slow)
    made = group.put_machine()
    assert made.status_code == 201, made.text
    assert made.headers["Retry-After"] == "10"
    assert "Location" not in made.headers
    assert made.json()["properties"]["provisioningState"] == "Creating"
    polled = slow.get(made.headers["Azure-AsyncOperation"])
    assert set(polled.json()) == {"startTime", "status", "name"}
    assert polled.json()["status"] == "InProgress"
    ended = finish_fast(slow, made).json()
    assert ended["status"] == "Succeeded"
    assert ended["endTime"] > ended["startTime"]

    for action, wait in (
        ("restart", None),
        ("powerOff", None),
        ("start", "10"),
        ("deallocate", "10"),
    ):
        at_speed_of_service(slow)
        answer = group.act(action)
        assert (answer.status_code, answer.content) == (202, b""), action
        assert answer.headers.get("Retry-After") == wait, action
        assert "monitor=true" in answer.headers["Location"]
        assert slow.get(answer.headers["Location"]).status_code == 202
        assert finish_fast(slow, answer).json()["status"] == "Succeeded"
        assert slow.get(answer.headers["Location"]).status_code == 200

    at_speed_of_service(slow)
    changed = slow.call("PATCH", group.machine(), {"tags": {"a": "b"}})
    assert changed.status_code == 200
    assert changed.headers["Azure-AsyncOperation"]
    assert changed.json()["properties"]["provisioningState"] == "Updating"
    finish_fast(slow, changed)

    at_speed_of_service(slow)
    deleted = slow.call("DELETE", group.machine())
    assert (deleted.status_code, deleted.content) == (202, b"")
    assert deleted.headers["Retry-After"] == "10"
    assert deleted.headers["Azure-AsyncOperation"] and deleted.headers["Location"]
    assert finish_fast(slow, deleted).json()["status"] == "Succeeded"
    assert slow.call("DELETE", group.machine()).status_code == 204


def test_waits_below_a_second_are_asked_for_in_milliseconds(slow: Cloud) -> None:
    """The SDK reads Retry-After as a whole number."""
    group = Group(slow)
    group.make()
    set_speed(slow, 4)
    answer = group.put_network()
    assert answer.headers["x-ms-retry-after-ms"] == "750"
    assert "Retry-After" not in answer.headers
    assert group.put_address().headers["x-ms-retry-after-ms"] == "250"
    set_speed(slow, 2)
    assert group.put_security_group().headers["Retry-After"] == "2"


def test_run_command_gives_its_output_at_both_addresses(slow: Cloud) -> None:
    group = Group(slow)
    group.ready_machine()
    at_speed_of_service(slow)
    script = {"commandId": "RunShellScript", "script": ["echo out", "echo err >&2"]}
    answer = group.act("runCommand", script)
    assert (answer.status_code, answer.content) == (202, b"")
    assert "Retry-After" not in answer.headers
    second = group.act("runCommand", script)
    assert second.status_code == 409
    assert "in progress" in second.json()["error"]["message"]
    done = finish_fast(slow, answer).json()
    status = done["properties"]["output"]["value"][0]
    assert status["code"] == "ProvisioningState/succeeded"
    assert status["message"] == "Enable succeeded: \n[stdout]\nout\n\n[stderr]\nerr\n"
    located = slow.get(answer.headers["Location"])
    assert (located.status_code, located.json()) == (200, {"value": [status]})
