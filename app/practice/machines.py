"""The border between the practice cloud and the guests that make its machines real.

The cloud's side (resources, operations, the clock) knows only `GuestHost`; how a guest is
laid out, booted and reached is the host's own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class MachineSpec:
    """What a machine is made from.

    `id` is unique, short and safe as a folder name. `ports` maps a port of the guest to the
    loopback port on this computer through which the cloud's edge reaches it.
    `custom_data` is what cloud-init gets, as the client sent it (decoded).
    """

    id: str
    hostname: str
    admin_user: str
    authorized_keys: tuple[str, ...]
    custom_data: bytes
    ports: Mapping[int, int]


@dataclass(frozen=True)
class CommandOutput:
    exit_code: int
    stdout: str
    stderr: str


class GuestHost(Protocol):
    """Runs guests. Every method may be called from any thread and is safe to repeat."""

    @property
    def kind(self) -> str:
        """ "booted" or "reduced"."""

    @property
    def limits(self) -> str:
        """One sentence for the user: what such a guest does not show; empty if nothing."""

    @property
    def preparation(self) -> str:
        """One sentence for the user while what `prepare` makes is not there; else empty."""

    def prepare(self) -> None:
        """Make what all guests share (the base image), once. May take a minute."""

    def create(self, spec: MachineSpec) -> None:
        """Lay out the disk and boot. An existing guest of that id is left as it is."""

    def start(self, machine_id: str) -> None:
        """Boot again from the same disk."""

    def stop(self, machine_id: str) -> None:
        """Shut down, by force after a limit. The disk stays."""

    def restart(self, machine_id: str) -> None:
        """Have the guest itself reboot."""

    def delete(self, machine_id: str) -> None:
        """End it and remove its disk. Nothing is left: no process, mount or file."""

    def is_running(self, machine_id: str) -> bool: ...

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        """Run a shell script in the guest with the guest's highest rights (root if it has one)."""

    def console(self, machine_id: str) -> str:
        """The guest's own console, oldest line first: the boot log."""

    def adopt(self, running: Mapping[str, MachineSpec]) -> None:
        """After a restart of the cloud: take over guests still running, boot those that
        should run and do not, end every other process of ours."""

    def close(self) -> None:
        """Shut all guests down; their disks stay."""
