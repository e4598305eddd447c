"""The border between the practice cloud and the guests that make its machines real.

The cloud's side (resources, operations, the clock) knows only `GuestHost`; how a guest is
laid out, booted and reached is the host's own business.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

from app.secret import Secret
from app.text import text

System = Literal["Linux", "Windows"]


def windows_limits() -> str:
    """One sentence for the user: what Windows practice machines do not show."""
    return str(
        text(
            "A practice machine for Windows runs real Windows programs by Wine on this computer, "
            "as you: it shows no PowerShell, firewall, port redirect, access rights or scheduled "
            "tasks, and no Windows kernel."
        )
    )


@dataclass(frozen=True)
class MachineSpec:
    """What a machine is made from.

    `id` is unique, short and safe as a folder name. `ports` maps a port of the guest to the
    loopback port on this computer through which the cloud's edge reaches it.
    `custom_data` is what cloud-init gets, as the client sent it (decoded). Windows machines
    let in by `admin_password`, Linux machines by `authorized_keys`.
    """

    id: str
    hostname: str
    admin_user: str
    authorized_keys: tuple[str, ...]
    custom_data: bytes
    ports: Mapping[int, int]
    system: System = "Linux"
    admin_password: Secret = field(default_factory=lambda: Secret(""))


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

    def missing_for(self, system: System) -> str:
        """One sentence: what this computer lacks for machines of `system`; empty if nothing."""

    def prepare(self) -> None:
        """Make what all guests share (the base image), once. May take a minute."""

    def create(self, spec: MachineSpec) -> None:
        """Prepare, lay out the disk and boot. An existing guest of that id is left as it is."""

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
