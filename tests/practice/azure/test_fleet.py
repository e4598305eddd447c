"""Servers found by their tags, and what can be done with them."""

from __future__ import annotations

import json

import pytest

from app.azure import fleet
from app.azure.boot_log import boot_log
from app.azure.power import restart_server, start_server, stop_server
from app.azure.removal import delete_server
from app.azure.run_command import run_shell_script
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.problems import ProblemError
from app.server import Server, ServerState
from tests.practice.azure.conftest import CloudUnderTest, MakeServer
from tests.practice.azure.making import Making, public_key


def _made(making: MakeServer) -> Making:
    server = making()
    report = server.run()
    assert report.outcome == Outcome.DONE, report.problem
    return server


@pytest.fixture(scope="module")
def made(making_for_module: MakeServer) -> Making:
    """A running server that no test here stops or removes."""
    return _made(making_for_module)


@pytest.fixture
def own(making: MakeServer) -> Making:
    """A server of the test's own."""
    return _made(making)


def _show(server: Making) -> Server:
    return fleet.show_server(server.session, server.plan.answers.name, CancelToken())


def test_a_new_server_is_listed_with_all_that_is_known(made: Making) -> None:
    shown = _show(made)
    assert shown.state == ServerState.RUNNING
    assert shown.group == made.plan.group
    assert shown.region == made.plan.region
    assert shown.size == made.plan.size.name
    assert shown.system == "ubuntu"
    assert (shown.public_port, shown.private_port) == (443, 9999)
    assert shown.host_keys == (made.host_public_key,)
    assert shown.address is not None
    assert shown.url.startswith(f"https://{shown.address.fqdn}:")
    assert not shown.ready


def _asked(cloud: CloudUnderTest, *, since: int) -> list[str]:
    """What the cloud was asked since the line `since` of its log, by the end of each path."""
    calls = [json.loads(line) for line in cloud.traffic.read_text().splitlines()[since:]]
    return sorted(call["url"].split("?")[0].rsplit("/", 1)[-1] for call in calls)


def _lines(cloud: CloudUnderTest) -> int:
    return len(cloud.traffic.read_text().splitlines())


def test_listing_takes_one_request_and_tells_as_much_as_the_plain_lists(
    made: Making, cloud: CloudUnderTest
) -> None:
    before = _lines(cloud)
    by_graph = fleet.list_servers(made.session, CancelToken())
    assert _asked(cloud, since=before) == ["resources"]
    cloud.connect("graph-forbidden")
    before = _lines(cloud)
    by_lists = fleet.list_servers(made.session, CancelToken())
    assert _asked(cloud, since=before) == [
        "publicIPAddresses",
        "resourcegroups",
        "resources",
        "virtualMachines",
    ]
    assert by_graph == by_lists
    assert _show(made) in by_graph


@pytest.mark.parametrize("fault", ["throttle", "unavailable", "reset"])
def test_the_plain_lists_take_over_at_once(made: Making, cloud: CloudUnderTest, fault: str) -> None:
    cloud.connect(fault)
    before = _lines(cloud)
    assert _show(made) in fleet.list_servers(made.session, CancelToken())
    if fault == "throttle":
        assert "virtualMachines" in _asked(cloud, since=before)


def test_what_was_changed_just_now_is_looked_at_itself(own: Making, cloud: CloudUnderTest) -> None:
    name = own.plan.answers.name

    def listed(*changed: str) -> Server | None:
        servers = fleet.list_servers(own.session, CancelToken(), changed=changed)
        return next((server for server in servers if server.name == name), None)

    running = listed()
    assert running is not None
    cloud.connect("graph-lag=*")
    stop_server(own.session, running, CancelToken())
    late = listed()
    assert late is not None
    assert late.state == ServerState.RUNNING, "the practice cloud's Graph did not lag"
    stopped = listed(name)
    assert stopped is not None
    assert stopped.state == ServerState.STOPPED
    delete_server(own.session, stopped, CancelToken())
    assert listed() is not None
    assert listed(name) is None


def test_facts_are_remembered_by_the_cloud(own: Making) -> None:
    keys = (public_key(), public_key())
    fleet.set_facts(
        own.session,
        _show(own),
        CancelToken(),
        ready=True,
        certificate_sha256="ab" * 32,
        host_keys=keys,
    )
    shown = _show(own)
    assert shown.ready
    assert shown.certificate_sha256 == "ab" * 32
    assert shown.host_keys == keys
    fleet.set_facts(own.session, shown, CancelToken(), host_keys=keys[:1])
    shown = _show(own)
    assert (shown.ready, shown.host_keys) == (True, keys[:1])


def test_stop_deallocates_and_start_keeps_the_address(own: Making) -> None:
    before = _show(own)
    ticks: list[float] = []
    stop_server(own.session, before, CancelToken(), ticks.append)
    stopped = _show(own)
    assert stopped.state == ServerState.STOPPED
    assert ticks
    start_server(own.session, stopped, CancelToken())
    started = _show(own)
    assert started.state == ServerState.RUNNING
    assert started.address == before.address
    restart_server(own.session, started, CancelToken())
    assert _show(own).state == ServerState.RUNNING


def test_run_command_runs_in_the_guest(made: Making) -> None:
    script = "echo one; echo two >&2\necho $((6 * 7))\n"
    output = run_shell_script(made.session, _show(made), script, CancelToken())
    assert output.stdout == "one\n42\n"
    assert output.stderr == "two\n"
    assert output.succeeded


def test_run_command_without_an_agent_says_what_to_do(made: Making, cloud: CloudUnderTest) -> None:
    cloud.connect("run-command")
    with pytest.raises(ProblemError) as failed:
        run_shell_script(made.session, _show(made), "true", CancelToken())
    assert failed.value.problem.code == "agent-silent"


def test_the_boot_log_is_the_guests_own(made: Making) -> None:
    assert boot_log(made.session, _show(made), CancelToken()).strip()


def test_an_unfinished_creation_is_shown_and_can_be_deleted(
    making: MakeServer, session: Session
) -> None:
    server = making()
    server.engine(steps=[server.steps.group, server.steps.network]).run()
    shown = _show(server)
    assert shown.state == ServerState.INCOMPLETE
    assert shown.url == ""
    removed = delete_server(session, shown, CancelToken())
    assert [str(line) for line in removed] == [
        f"network {server.plan.network}",
        f"resource group {server.plan.group}",
    ]
    assert fleet.find_server(session, shown.name, CancelToken()) is None


def test_delete_says_what_it_removed_and_twice_is_once(own: Making) -> None:
    server = _show(own)
    removed = [str(line) for line in delete_server(own.session, server, CancelToken())]
    assert f"machine {own.plan.machine}" in removed
    assert f"disk {own.plan.disk}" in removed
    assert f"public address {own.plan.address}" in removed
    assert removed[-1] == f"resource group {own.plan.group}"
    assert delete_server(own.session, server, CancelToken()) == ()
    with pytest.raises(ProblemError, match="server-not-found"):
        _show(own)


def test_delete_leaves_a_group_that_lost_its_tag(own: Making) -> None:
    from azure.mgmt.resource.resources.models import ResourceGroupPatchable

    server = _show(own)
    groups = own.session.resource.resource_groups
    groups.update(own.plan.group, ResourceGroupPatchable(tags={"owner": "somebody"}))
    with pytest.raises(ProblemError, match="group-not-ours"):
        delete_server(own.session, server, CancelToken())
    assert groups.check_existence(own.plan.group)
