"""One host for machines of all systems: each goes to the host that can run it."""

from __future__ import annotations

from collections.abc import Mapping

from app.practice.guests.windows.host import WindowsHost
from app.practice.machines import CommandOutput, GuestHost, MachineSpec, System


class HostBySystem:
    """A `GuestHost`. `windows` is None where `windows_missing` says why there is none.

    What is told of all machines (`kind`, `limits`) is told of the Linux ones, which are what
    most people make; `limits_for` tells each apart.
    """

    def __init__(
        self, linux: GuestHost, windows: WindowsHost | None, windows_missing: str = ""
    ) -> None:
        self._linux = linux
        self._windows = windows
        self._windows_missing = windows_missing

    @property
    def kind(self) -> str:
        return self._linux.kind

    @property
    def limits(self) -> str:
        return self._linux.limits

    @property
    def preparation(self) -> str:
        return self._linux.preparation

    def missing_for(self, system: System) -> str:
        return self._windows_missing if system == "Windows" else self._linux.missing_for(system)

    def prepare(self) -> None:
        """What Windows machines share is made with the first of them: few people make any."""
        self._linux.prepare()

    def create(self, spec: MachineSpec) -> None:
        host = self._linux
        if spec.system == "Windows":
            if self._windows is None:
                raise OSError(self._windows_missing)
            host = self._windows
        host.create(spec)

    def start(self, machine_id: str) -> None:
        self._of(machine_id).start(machine_id)

    def stop(self, machine_id: str) -> None:
        self._of(machine_id).stop(machine_id)

    def restart(self, machine_id: str) -> None:
        self._of(machine_id).restart(machine_id)

    def delete(self, machine_id: str) -> None:
        self._of(machine_id).delete(machine_id)

    def is_running(self, machine_id: str) -> bool:
        return self._of(machine_id).is_running(machine_id)

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        return self._of(machine_id).run_command(machine_id, script, timeout_seconds)

    def console(self, machine_id: str) -> str:
        return self._of(machine_id).console(machine_id)

    def adopt(self, running: Mapping[str, MachineSpec]) -> None:
        for system, host in (("Linux", self._linux), ("Windows", self._windows)):
            if host is not None:
                host.adopt({name: spec for name, spec in running.items() if spec.system == system})

    def close(self) -> None:
        for host in (self._windows, self._linux):
            if host is not None:
                host.close()

    def _of(self, machine_id: str) -> GuestHost:
        if self._windows is not None and self._windows.knows(machine_id):
            return self._windows
        return self._linux
