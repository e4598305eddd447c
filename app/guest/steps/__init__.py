"""The steps that turn a machine into a notebook server.

On Linux: connect -> software -> notebook -> {host key, check} side by side. All but the check
share one SSH connection, so the check waits for the host key where the notebook is reached
through SSH only. On Windows: connect -> Python -> software -> notebook -> task -> check.
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
from app.guest.steps.windows import PythonStep, TaskStep
from app.guest.windows.access import WinRmAccess
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
    "windows_guest_steps",
]


@dataclass(frozen=True)
class GuestSteps:
    """`identity` tells what the machine is known by from now on: see `app.guest.identity`."""

    connect: ConnectStep
    software: SoftwareStep
    notebook: NotebookStep
    check: CheckStep
    identity: Step[str]
    more: tuple[Step[Any], ...]

    def all(self) -> tuple[Step[Any], ...]:
        """Every step."""
        return (self.connect, self.software, self.notebook, self.check, *self.more)


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
    """The steps for the Linux machine of `plan`. `access` is closed by whoever made it.

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
    # a tunnel and the change of the host key would share the connection
    after = () if plan.endpoint_rule is not None else (host_key,)
    check = CheckStep(
        access, plan, address=address, notebook=notebook, after=after, password=password
    )
    return GuestSteps(connect, installed, notebook, check, host_key, (host_key,))


def windows_guest_steps(
    access: WinRmAccess,
    plan: Plan,
    *,
    address: Step[PublicAddress],
    machine: Step[Any],
    identity: Step[str],
    software: Software,
    password: Secret,
    hash_password: Callable[[Secret], str],
    certificate: OwnCertificate | None = None,
) -> GuestSteps:
    """The steps for the Windows machine of `plan`, once its listener is open.

    `machine` is the step after which it can be connected to, `identity` the one that tells by
    which certificate.
    """
    connect = ConnectStep(access, address=address, machine=machine)
    python = PythonStep(access, address=address, connect=connect, proxy=software.proxy)
    installed = SoftwareStep(access, software, address=address, connect=python)
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
    task = TaskStep(access, plan, address=address, notebook=notebook)
    check = CheckStep(
        access, plan, address=address, notebook=notebook, after=(task,), password=password
    )
    return GuestSteps(connect, installed, notebook, check, identity, (python, task))
