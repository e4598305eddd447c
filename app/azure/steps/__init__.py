"""The steps that make a server in Azure.

group -> {network, security, address} side by side -> interface -> machine -> schedule.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.azure.session import Session
from app.azure.steps.address import AddressStep
from app.azure.steps.group import GroupStep
from app.azure.steps.interface import InterfaceStep
from app.azure.steps.machine import CustomData, MachineResult, MachineStep
from app.azure.steps.network import NetworkStep
from app.azure.steps.schedule import ScheduleStep
from app.azure.steps.security import SecurityStep
from app.engine.step import Step
from app.plan import Plan
from app.problems import Action, Problem, ProblemError
from app.text import text
from app.wizard.answers import SystemKind

__all__ = [
    "AddressStep",
    "AzureSteps",
    "GroupStep",
    "InterfaceStep",
    "MachineResult",
    "MachineStep",
    "NetworkStep",
    "ScheduleStep",
    "SecurityStep",
    "azure_steps",
]


@dataclass(frozen=True)
class AzureSteps:
    """`schedule` is None where no daily stop is wanted."""

    group: GroupStep
    network: NetworkStep
    security: SecurityStep
    address: AddressStep
    interface: InterfaceStep
    machine: MachineStep
    schedule: ScheduleStep | None

    def all(self) -> tuple[Step[Any], ...]:
        """Every step, in an order that keeps to their requirements."""
        steps: tuple[Step[Any] | None, ...] = (
            self.group,
            self.network,
            self.security,
            self.address,
            self.interface,
            self.machine,
            self.schedule,
        )
        return tuple(step for step in steps if step is not None)


def azure_steps(
    session: Session,
    plan: Plan,
    *,
    login_public_key: str,
    host_public_key: str,
    custom_data: CustomData,
    removed_with_group: bool = True,
    keep_failed_machine: bool = False,
) -> AzureSteps:
    """The steps of `plan`.

    `login_public_key` and `host_public_key` are OpenSSH lines ("ssh-ed25519 AAAA…").
    `custom_data` is called when the address is known and returns at most 65,535 bytes. With
    `keep_failed_machine` a machine that Azure calls failed is not made anew.
    Raises `ProblemError` for a system whose machines these steps cannot make.
    """
    if plan.answers.system.kind is SystemKind.WINDOWS:
        raise ProblemError(
            Problem(
                "system-not-supported",
                text("This version of Kumonote makes Linux machines only."),
                text("Choose Ubuntu or openSUSE."),
                action=Action.EDIT_ANSWERS,
            )
        )
    group = GroupStep(session, plan)
    network = NetworkStep(session, plan, group, removed_with_group=removed_with_group)
    security = SecurityStep(session, plan, group, removed_with_group=removed_with_group)
    address = AddressStep(session, plan, group, removed_with_group=removed_with_group)
    interface = InterfaceStep(
        session,
        plan,
        network=network,
        security=security,
        address=address,
        removed_with_group=removed_with_group,
    )
    machine = MachineStep(
        session,
        plan,
        interface=interface,
        address=address,
        login_public_key=login_public_key,
        host_public_key=host_public_key,
        custom_data=custom_data,
        removed_with_group=removed_with_group,
        keep_failed=keep_failed_machine,
    )
    schedule = (
        ScheduleStep(session, plan, plan.schedule, machine, removed_with_group=removed_with_group)
        if plan.schedule
        else None
    )
    return AzureSteps(group, network, security, address, interface, machine, schedule)
