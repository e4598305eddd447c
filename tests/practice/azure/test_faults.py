"""What the cloud does wrong: overcome where it can be, told in plain words where it cannot."""

from __future__ import annotations

import pytest

from app.azure.fleet import show_server
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import LogLine, Outcome, StepRetrying
from app.problems import Action
from app.server import ServerState
from tests.practice.azure.conftest import CloudUnderTest, MakeServer

OVERCOME = (
    "throttle=3",
    "throttle-no-retry-after=2",
    "unavailable=2",
    "reset=2",
    "reset-after=2",
    "conflict",
    "retryable=2",
    "expired-token",
    "unregistered",
)
TOLD = {
    "quota": ("quota-exceeded", Action.OPEN_QUOTA_PAGE),
    "sku": ("size-not-available", Action.CHOOSE_SIZE),
    "allocation": ("no-capacity", Action.CHOOSE_SIZE),
    "terms": ("terms-not-accepted", Action.ACCEPT_TERMS),
    "label-taken": ("label-taken", Action.CHOOSE_NAME),
    "forbidden=*": ("not-permitted", None),
}


@pytest.mark.parametrize("fault", OVERCOME)
def test_what_passes_is_waited_for(making: MakeServer, cloud: CloudUnderTest, fault: str) -> None:
    server = making()
    cloud.connect(fault)
    report = server.engine(steps=[server.steps.group, server.steps.address]).run()
    assert report.outcome == Outcome.DONE, report.problem


@pytest.mark.parametrize("fault", TOLD)
def test_what_stays_is_told(making: MakeServer, cloud: CloudUnderTest, fault: str) -> None:
    code, action = TOLD[fault]
    server = making()
    cloud.connect(fault)
    report = server.run()
    assert report.problem is not None
    assert (report.problem.code, report.problem.action) == (code, action), report.problem
    assert report.problem.details
    assert not [e for e in server.events if isinstance(e, StepRetrying)]


def test_after_a_machine_that_failed_a_new_one_takes_its_place(
    making: MakeServer, cloud: CloudUnderTest, session: Session
) -> None:
    server = making()
    cloud.connect("os-provisioning-timeout")
    report = server.run()
    assert report.problem is not None
    assert report.problem.code == "system-did-not-start"
    shown = show_server(session, server.plan.answers.name, CancelToken())
    assert shown.state == ServerState.FAILED, "it is there and billed"

    resumed = server.run()
    assert resumed.outcome == Outcome.DONE, resumed.problem
    assert resumed.result(server.steps.address) == report.results["address"]
    shown = show_server(session, server.plan.answers.name, CancelToken())
    assert shown.state == ServerState.RUNNING


def test_a_token_that_runs_out_as_an_operation_begins_is_renewed(
    session: Session, cloud: CloudUnderTest, making: MakeServer
) -> None:
    server = making()
    assert server.run().outcome == Outcome.DONE
    machines = session.compute.virtual_machines
    cloud.connect("expired-token")
    session.wait_for(
        lambda polling, cancel: machines.begin_restart(
            server.plan.group, server.plan.machine, polling=polling, cancel=cancel
        ),
        CancelToken(),
        limit_seconds=60,
    )


def test_after_a_lack_of_capacity_the_same_machine_can_be_made(
    making: MakeServer, cloud: CloudUnderTest
) -> None:
    server = making()
    cloud.connect("allocation")
    assert server.run().outcome == Outcome.FAILED
    report = server.run()
    assert report.outcome == Outcome.DONE, report.problem


def test_an_earlier_group_of_that_name_is_waited_for(
    making: MakeServer, cloud: CloudUnderTest, session: Session
) -> None:
    server = making()
    first = server.engine(steps=[server.steps.group, server.steps.network]).run()
    assert first.outcome == Outcome.DONE
    cloud.set_speed(5)  # the deletion is to be met at work
    deletion = session.resource.resource_groups.begin_delete(
        server.plan.group, polling=True, polling_interval=1
    )
    server.events.clear()
    again = server.engine(steps=[server.steps.group, server.steps.network]).run()
    deletion.wait()
    assert again.outcome == Outcome.DONE, again.problem
    said = [str(event.text) for event in server.events if isinstance(event, LogLine)]
    assert any("Waiting until the earlier group" in line for line in said), said
    groups = session.resource.resource_groups
    assert groups.check_existence(server.plan.group), "the new one, not the old"
