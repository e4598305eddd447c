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
from app.azure.steps.machine import (
    FirstBoot,
    MachineResult,
    MachineStep,
    linux_first_boot,
    windows_first_boot,
)
from app.azure.steps.network import NetworkStep
from app.azure.steps.schedule import ScheduleStep
from app.azure.steps.security import SecurityStep
from app.engine.step import Step
from app.plan import Plan

__all__ = [
    "AddressStep",
    "AzureSteps",
    "FirstBoot",
    "GroupStep",
    "InterfaceStep",
    "MachineResult",
    "MachineStep",
    "NetworkStep",
    "ScheduleStep",
    "SecurityStep",
    "azure_steps",
    "linux_first_boot",
    "windows_first_boot",
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
    first_boot: FirstBoot,
    removed_with_group: bool = True,
    keep_failed_machine: bool = False,
) -> AzureSteps:
    """The steps of `plan`; `first_boot` is what its system needs.

    With `keep_failed_machine` a machine that Azure calls failed is not made anew.
    """
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
        first_boot=first_boot,
        removed_with_group=removed_with_group,
        keep_failed=keep_failed_machine,
    )
    schedule = (
        ScheduleStep(session, plan, plan.schedule, machine, removed_with_group=removed_with_group)
        if plan.schedule
        else None
    )
    return AzureSteps(group, network, security, address, interface, machine, schedule)
