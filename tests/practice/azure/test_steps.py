"""The steps over the real SDK: made side by side, found again, taken back."""

from __future__ import annotations

import threading

import pytest

from app.azure.fleet import machine_of, set_facts, show_server
from app.azure.session import Session
from app.azure.steps.machine import MachineResult
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import Event, Outcome, StepDone, StepStarted
from app.problems import ProblemError
from app.server import PublicAddress
from tests.practice.azure.conftest import SPEED, CloudUnderTest, MakeServer
from tests.practice.azure.making import Making
from tests.shared.waiting import PATIENCE_SECONDS, wait_until

SIDE_BY_SIDE = {"network", "security", "address"}


def test_all_steps_are_made_and_then_found(making: MakeServer) -> None:
    server = making()
    report = server.run()
    assert report.outcome == Outcome.DONE, report.problem
    assert not any(server.done().values())

    address = report.result(server.steps.address)
    assert isinstance(address, PublicAddress)
    assert address.fqdn.startswith(server.plan.dns_label + ".japaneast.")
    assert server.addresses == [address]
    machine = report.result(server.steps.machine)
    assert isinstance(machine, MachineResult)
    assert machine.host_keys == (server.host_public_key,)

    again = server.run()
    assert again.outcome == Outcome.DONE
    assert all(server.done().values())
    assert again.result(server.steps.address) == address
    assert server.addresses == [address], "a machine that exists gets no second custom data"


def test_network_rules_and_address_are_made_side_by_side(making: MakeServer) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    told = [e for e in server.events if isinstance(e, StepStarted | StepDone)]
    first_done = next(
        i for i, e in enumerate(told) if isinstance(e, StepDone) and e.step in SIDE_BY_SIDE
    )
    started = {e.step for e in told[:first_done] if isinstance(e, StepStarted)}
    assert started >= SIDE_BY_SIDE


def test_the_machine_is_as_the_facts_demand(making: MakeServer, session: Session) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    machine = session.compute.virtual_machines.get(server.plan.group, server.plan.machine)
    json = machine.as_dict()
    properties = json["properties"]
    assert properties["securityProfile"]["securityType"] == "TrustedLaunch"
    assert properties["storageProfile"]["osDisk"]["deleteOption"] == "Delete"
    interface = properties["networkProfile"]["networkInterfaces"][0]
    assert interface["properties"]["deleteOption"] == "Delete"
    assert properties["storageProfile"]["imageReference"]["version"] != "latest"
    assert properties["diagnosticsProfile"] == {"bootDiagnostics": {"enabled": True}}
    assert "customData" not in properties["osProfile"]
    assert json["tags"]["created-by"] == "kumonote"
    assert json["tags"]["kumonote-host-key"] == server.host_public_key


def test_undo_removes_the_group_with_all_in_it(making: MakeServer, session: Session) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    undone = server.engine().undo(CancelToken())
    assert undone.outcome == Outcome.DONE, undone.problem
    assert not session.resource.resource_groups.check_existence(server.plan.group)
    machines = session.compute.virtual_machines.list_all()
    assert server.plan.machine not in [machine.name for machine in machines]


def test_each_step_can_be_taken_back_alone(making: MakeServer, session: Session) -> None:
    server = making(removed_with_group=False)
    assert server.run().outcome == Outcome.DONE
    _say_it_was_ready(server)  # so that the group stays, and what the others left is seen
    undone = server.engine().undo(CancelToken())
    assert undone.left == ("group",)
    assert list(session.resource.resources.list_by_resource_group(server.plan.group)) == []


def _say_it_was_ready(server: Making) -> None:
    shown = show_server(server.session, server.plan.answers.name, CancelToken())
    set_facts(server.session, shown, CancelToken(), ready=True)


def test_a_group_that_is_not_ours_is_left_alone(making: MakeServer, session: Session) -> None:
    server = making()
    groups = session.resource.resource_groups
    from azure.mgmt.resource.resources.models import ResourceGroup

    groups.create_or_update(
        server.plan.group, ResourceGroup(location="japaneast", tags={"owner": "somebody"})
    )
    report = server.run()
    assert report.problem is not None
    assert report.problem.code == "group-not-ours"
    server.engine().undo(CancelToken())
    assert groups.check_existence(server.plan.group)


def test_a_server_that_was_ready_is_not_removed_by_undo(
    making: MakeServer, session: Session
) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    _say_it_was_ready(server)
    undone = server.engine().undo(CancelToken())
    assert undone.problem is not None
    assert undone.problem.code == "server-once-worked"
    assert "group" in undone.left
    assert session.resource.resource_groups.check_existence(server.plan.group)


def _azure_threads() -> list[str]:
    return [t.name for t in threading.enumerate() if t.name.startswith(("azure", "LROPoller"))]


def test_cancel_in_the_middle_of_a_poll_ends_at_once_and_resumes(
    making: MakeServer, cloud: CloudUnderTest, session: Session
) -> None:
    server = making()
    cancel = CancelToken()

    def as_slow_as_azure(event: Event) -> None:
        if isinstance(event, StepStarted) and event.step == "machine":
            cloud.set_speed(1)

    server.on_event = as_slow_as_azure
    outcomes: list[Outcome] = []
    thread = threading.Thread(
        target=lambda: outcomes.append(server.run(cancel).outcome), name="run-under-test"
    )
    thread.start()
    machines = session.compute.virtual_machines
    wait_until(lambda: server.plan.machine in [machine.name for machine in machines.list_all()])
    cancel.cancel()
    thread.join(PATIENCE_SECONDS)
    assert outcomes == [Outcome.CANCELLED]
    wait_until(lambda: not _azure_threads())

    server.on_event = lambda _event: None
    cloud.set_speed(SPEED)
    assert server.run().outcome == Outcome.DONE
    assert len(server.addresses) == 1, "the machine that was being made is not made again"


def test_a_cancelled_wait_says_so_quickly(session: Session) -> None:
    cancel = CancelToken()
    release = threading.Event()
    threading.Timer(0.1, cancel.cancel).start()
    with pytest.raises(Cancelled):
        session.call(lambda: release.wait(240), cancel)
    release.set()
    session.settle()
    wait_until(lambda: not _azure_threads())


def test_waiting_until_an_earlier_group_is_gone(
    making: MakeServer, session: Session, cloud: CloudUnderTest
) -> None:
    first = making("twice")
    assert first.run().outcome == Outcome.DONE
    cloud.set_speed(20)
    session.resource.resource_groups.begin_delete(first.plan.group, polling=False)
    cloud.set_speed(100)
    second = making("twice")
    report = second.run()
    assert report.outcome == Outcome.DONE, report.problem
    assert second.done()["group"] is False


def test_a_rule_that_differs_is_put_right(making: MakeServer, session: Session) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    from azure.mgmt.network.models import SecurityRule

    rules = session.network.security_rules
    open_to_all = SecurityRule(
        {
            "properties": {
                "protocol": "Tcp",
                "direction": "Inbound",
                "access": "Allow",
                "priority": 300,
                "sourcePortRange": "*",
                "sourceAddressPrefix": "*",
                "destinationAddressPrefix": "*",
                "destinationPortRange": "9999",
            }
        }
    )
    rules.begin_create_or_update(
        server.plan.group, server.plan.security_group, "careless", open_to_all, polling_interval=1
    ).wait()
    assert server.run().outcome == Outcome.DONE
    left = [rule.name for rule in rules.list(server.plan.group, server.plan.security_group)]
    assert sorted(map(str, left)) == sorted(rule.name for rule in server.plan.rules)


def test_without_a_machine_there_is_a_problem_in_words(making: MakeServer) -> None:
    server = making()
    server.engine(steps=[server.steps.group]).run()
    shown = show_server(server.session, server.plan.answers.name, CancelToken())
    with pytest.raises(ProblemError, match="no-machine"):
        machine_of(server.session, shown, CancelToken())
