"""The life of the process: found again, killed, stopped, two at once, and what it leaves."""

from __future__ import annotations

import os
import signal
import stat
import sys
import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from app.paths import Paths
from app.practice import local, process
from app.problems import ProblemError
from tests.practice.arm.clients import Cloud, practice_home, wait_for
from tests.practice.arm.making import Group


@pytest.fixture
def paths() -> Iterator[Paths]:
    with practice_home() as found:
        yield found


def test_started_once_and_found_again(paths: Paths) -> None:
    assert process.status(paths) is None
    first = process.ensure_running(paths, speed=50, guest="reduced")
    again = process.ensure_running(paths)
    assert (again, again.speed) == (first, 50)
    faster = process.ensure_running(paths, speed=80, faults=["quota=2"])
    assert faster.speed == 80
    status = process.status(paths)
    assert status is not None
    assert (status.speed, status.faults, status.machines) == (80, {"quota": 2}, 0)
    environment = process.env(first)
    assert environment["KUMONOTE_PRACTICE_URL"] == first.url
    assert environment["KUMONOTE_PRACTICE_CLIENT_SECRET"] == first.client_secret.reveal()
    assert first.client_secret.reveal() not in repr(first)
    assert process.stop(paths)
    assert process.status(paths) is None
    assert _has_ended(status.pid)
    assert not process.stop(paths)


def _has_ended(pid: int) -> bool:
    """Where nobody reaps orphans, as in bare containers, the dead keep their number."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_two_starts_at_once_make_one(paths: Paths) -> None:
    found: list[process.PracticeConnection] = []
    threads = [
        threading.Thread(
            target=lambda: found.append(process.ensure_running(paths, guest="reduced")),
            name=f"start-{number}",
        )
        for number in range(3)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 3
    assert found[0] == found[1] == found[2]


def test_a_killed_cloud_goes_on_where_it_was(paths: Paths) -> None:
    cloud = Cloud.start(paths)
    group = Group(cloud)
    group.ready_machine(group.name)
    before = cloud.call("GET", group.machine()).json()
    process.control(paths, "speed", value=20)
    under_way = group.act("deallocate")
    assert under_way.status_code == 202
    status = process.status(paths)
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    wait_for(lambda: process.status(paths) is None)
    url = cloud.connection.url
    cloud.close()

    cloud = Cloud.start(paths, speed=None)
    assert cloud.connection.url == url
    assert cloud.connection.speed == 20
    group.cloud = cloud
    after = cloud.call("GET", group.machine()).json()
    assert after["properties"]["vmId"] == before["properties"]["vmId"]
    ended = cloud.finish(under_way).json()
    assert ended["status"] == "Succeeded"
    assert group.states()[1] == "PowerState/deallocated"
    cloud.finish(group.act("start"))
    assert group.states()[1] == "PowerState/running"
    cloud.close()


def test_operations_end_while_the_process_is_away(paths: Paths) -> None:
    cloud = Cloud.start(paths, speed=1)
    group = Group(cloud)
    group.make()
    answer = group.put_network()
    status = process.status(paths)
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    wait_for(lambda: process.status(paths) is None)
    cloud.close()
    # Service time goes on at the last speed: 4 seconds for a network.
    cloud = Cloud.start(paths, speed=None)
    group.cloud = cloud
    assert cloud.finish(answer).json() == {"status": "Succeeded"}
    cloud.close()


def test_a_machine_killed_while_it_was_made_has_failed(paths: Paths) -> None:
    """The customData is in no file: without it the guest cannot be laid out again."""
    cloud = Cloud.start(paths)
    group = Group(cloud)
    group.ready_for_machine()
    process.control(paths, "speed", value=1)
    answer = group.put_machine()
    assert answer.status_code == 201
    status = process.status(paths)
    assert status is not None
    os.kill(status.pid, signal.SIGKILL)
    wait_for(lambda: process.status(paths) is None)
    cloud.close()
    cloud = Cloud.start(paths)
    group.cloud = cloud
    assert cloud.finish(answer).json()["status"] == "Failed"
    assert group.states() == [
        "ProvisioningState/failed/InternalExecutionError",
        "PowerState/stopped",
    ]
    cloud.finish(cloud.call("DELETE", group.machine()))
    assert cloud.call("GET", group.machine()).status_code == 404
    cloud.close()


def test_two_homes_are_two_clouds(paths: Paths) -> None:
    with practice_home() as other_paths:
        one, other = Cloud.start(paths), Cloud.start(other_paths)
        assert one.connection.url != other.connection.url
        assert one.connection.subscription != other.connection.subscription
        group = Group(one)
        group.make()
        assert one.call("HEAD", group.path).status_code == 204
        assert other.call("HEAD", group.path).status_code == 404
        process.stop(paths)
        assert process.status(other_paths) is not None
        one.close()
        other.close()


def test_no_secret_is_in_any_file(paths: Paths) -> None:
    cloud = Cloud.start(paths)
    group = Group(cloud)
    group.ready_machine()
    secrets = [cloud.connection.client_secret.reveal(), cloud.token(), "PRIVATE KEY"]
    # Not the guests' own disks: what a machine has made for itself is its own.
    guests = paths.practice / "guests"
    files = [f for f in paths.state.rglob("*") if f.is_file() and guests not in f.parents]
    assert paths.practice / "ca.pem" in files
    for file in files:
        content = file.read_bytes()
        for secret in secrets:
            assert secret.encode() not in content, f"a secret is in {file.name}"
    assert stat.S_IMODE(paths.practice.stat().st_mode) == 0o700
    status = process.status(paths)
    assert status is not None
    running = psutil.Process(status.pid)
    for visible in (" ".join(running.cmdline()), str(running.environ())):
        assert cloud.connection.client_secret.reveal() not in visible
    cloud.close()


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes are no files")
def test_the_line_is_for_this_user_alone(paths: Paths) -> None:
    process.ensure_running(paths, guest="reduced")
    found = Path(local.line_address(paths.practice)).stat()
    assert stat.S_ISSOCK(found.st_mode)
    assert stat.S_IMODE(found.st_mode) == 0o600


@pytest.mark.skipif(sys.platform == "win32", reason="named pipes have no such limit")
def test_a_long_home_gets_a_short_line() -> None:
    with tempfile.TemporaryDirectory() as folder:
        paths = Paths(Path(folder) / ("very-long-name-" * 8), Path(folder) / "cache")
        try:
            process.ensure_running(paths, guest="reduced")
            address = local.line_address(paths.practice)
            assert len(address) < 100
            assert not address.startswith(folder)
        finally:
            process.stop(paths)


def test_a_start_that_fails_is_a_problem(paths: Paths) -> None:
    with pytest.raises(ProblemError) as caught:
        process.ensure_running(paths, guest="nonsense")
    assert caught.value.problem.code == "practice-does-not-start"
    assert "invalid choice" in caught.value.problem.details


def test_questions_that_are_not_understood(paths: Paths) -> None:
    process.ensure_running(paths, guest="reduced")
    with pytest.raises(ValueError, match="there is no call 'nonsense'"):
        process.control(paths, "nonsense")
    with pytest.raises(ValueError, match="above zero"):
        process.control(paths, "speed", value=0)
