"""The steps that turn a machine into a notebook server.

connect -> software -> notebook -> {host key, check} side by side. All but the check share
one SSH connection, so the check waits for the host key where the notebook is reached
through SSH only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from app.certificate import OwnCertificate
from app.engine.step import Step
from app.guest.access import GuestAccess
from app.guest.software import Software
from app.guest.steps.check import CheckStep
from app.guest.steps.connect import Connected, ConnectStep
from app.guest.steps.host_key import HostKeyStep, PublishHostKeys
from app.guest.steps.notebook import NotebookFacts, NotebookStep
from app.guest.steps.software import SoftwareFacts, SoftwareStep
from app.plan import Plan
from app.secret import Secret
from app.server import PublicAddress

__all__ = [
    "CheckStep",
    "ConnectStep",
    "Connected",
    "GuestSteps",
    "HostKeyStep",
    "NotebookFacts",
    "NotebookStep",
    "PublishHostKeys",
    "SoftwareFacts",
    "SoftwareStep",
    "guest_steps",
]


@dataclass(frozen=True)
class GuestSteps:
    """`access` is closed by whoever made it, after the run."""

    connect: ConnectStep
    software: SoftwareStep
    notebook: NotebookStep
    host_key: HostKeyStep
    check: CheckStep

    def all(self) -> tuple[Step[Any], ...]:
        """Every step, in an order that keeps to their requirements."""
        return (self.connect, self.software, self.notebook, self.host_key, self.check)


def guest_steps(
    access: GuestAccess,
    plan: Plan,
    *,
    address: Step[PublicAddress],
    machine: Step[Any],
    software: Software,
    first_host_key: str,
    publish_host_keys: PublishHostKeys,
    password: Secret,
    hash_password: Callable[[Secret], str],
    certificate: OwnCertificate | None = None,
) -> GuestSteps:
    """The steps for the machine of `plan`.

    `first_host_key` is the public half of the key in the machine's customData: it is
    replaced. `publish_host_keys` keeps what to pin from now on; `access` must ask for it
    again at each connection. `certificate` is the user's own, if the plan says so.
    """
    connect = ConnectStep(access, address=address, machine=machine)
    installed = SoftwareStep(access, software, address=address, connect=connect)
    notebook = NotebookStep(
        access,
        plan,
        software,
        address=address,
        installed=installed,
        password=password,
        hash_password=hash_password,
        certificate=certificate,
    )
    host_key = HostKeyStep(
        access,
        address=address,
        notebook=notebook,
        first_host_key=first_host_key,
        publish=publish_host_keys,
    )
    check = CheckStep(
        access, plan, address=address, notebook=notebook, host_key=host_key, password=password
    )
    return GuestSteps(connect, installed, notebook, host_key, check)
