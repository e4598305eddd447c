"""Booted guests: the distribution of this computer with its own systemd, sshd, apt, nftables."""

from __future__ import annotations

import contextlib
import re
from pathlib import Path

from app.paths import Paths
from app.practice.guests.cgroups import ControlGroup
from app.practice.guests.clone import base_of, clone
from app.practice.guests.failures import base_gone, not_booted
from app.practice.guests.folder import GuestFolder
from app.practice.guests.image import Progress, ensure_image, image_path
from app.practice.guests.inside import init_process, run_inside
from app.practice.guests.privileges import ROOT, Privileges
from app.practice.guests.recipe import Recipe
from app.practice.guests.seed import write_seed
from app.practice.guests.supervised import SupervisedHost, wait_for
from app.practice.machines import CommandOutput, MachineSpec
from app.reentry import module_command
from app.text import text

_SUPERVISOR = "app.practice.guests.supervisor"
_MACHINE = "machine"  # the control group of the guest proper, below the one of all
_REBOOT_LIMIT_SECONDS = 60.0
_TIDY_LIMIT_SECONDS = 2.0


class BootedHost(SupervisedHost):
    """A `GuestHost` of containers run by systemd-nspawn."""

    def __init__(
        self, paths: Paths, recipe: Recipe, progress: Progress, privileges: Privileges = ROOT
    ) -> None:
        super().__init__(paths)
        self._paths = paths
        self._recipe = recipe
        self._progress = progress
        self._privileges = privileges

    @property
    def kind(self) -> str:
        return "booted"

    @property
    def limits(self) -> str:
        return str(
            text(
                "This practice machine is a container: it shares the kernel of this computer "
                "and has no disk of its own to resize or encrypt."
            )
        )

    @property
    def preparation(self) -> str:
        if image_path(self._paths, self._recipe).is_dir():
            return ""
        return str(
            text(
                "The first practice machine takes a minute or more longer: the system that all "
                "of them start from is put together once."
            )
        )

    def prepare(self) -> None:
        """Raises `ProblemError`."""
        self._image()

    def restart(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            group = self._group(machine_id)
            before = init_process(group, _MACHINE)
            if before is None or not self.is_running(machine_id):
                self.start(machine_id)
                return
            with contextlib.suppress(TimeoutError):
                run_inside(group, before, "systemctl reboot", 10, self._privileges)
            if not wait_for(
                lambda: init_process(group, _MACHINE) not in (None, before), _REBOOT_LIMIT_SECONDS
            ):
                self.stop(machine_id)
                self.start(machine_id)

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        """Raises `ProblemError` when the guest is off, `TimeoutError` when the time is over."""
        group = self._group(machine_id)
        init = init_process(group, _MACHINE)
        if init is None:
            raise not_booted(f"{machine_id} is off")
        # As the agent of a machine in Azure does: not before systemd listens.
        wait_for(Path(f"/proc/{init}/root/run/systemd/private").exists, timeout_seconds)
        return run_inside(group, init, script, timeout_seconds, self._privileges)

    def console(self, machine_id: str) -> str:
        try:
            raw = self._folder(machine_id).console.read_bytes()
        except FileNotFoundError:
            return ""
        # Two terminals on the way have each added a carriage return.
        return re.sub("\r+\n", "\n", raw.decode(errors="replace"))

    def _lay_out(self, folder: GuestFolder, spec: MachineSpec) -> None:
        clone(self._image(), folder, self._privileges)
        write_seed(folder.disk, spec)

    def _supervisor(self, folder: GuestFolder) -> list[str]:
        base = base_of(folder)
        if base is not None and not base.is_dir():
            raise base_gone(str(base))
        kind = ("--rootless",) if self._privileges.rootless else ()
        command = module_command(_SUPERVISOR, str(folder.path), *kind)
        group = ControlGroup(folder.unique_name)
        return group.entering("supervisor", self._privileges.with_mounts(command))

    def _is_up(self, folder: GuestFolder) -> bool:
        return init_process(ControlGroup(folder.unique_name), _MACHINE) is not None

    def _ask_to_stop(self, folder: GuestFolder) -> None:
        supervisor = folder.supervisor()
        if supervisor is not None:
            supervisor.terminate()

    def _kill(self, folder: GuestFolder) -> None:
        group = ControlGroup(folder.unique_name)
        # The guest first: its supervisor then tidies up after itself and goes.
        group.kill(_MACHINE)
        group.wait_empty(_TIDY_LIMIT_SECONDS)
        group.kill()
        group.remove(self._privileges)

    def _remove(self, folder: GuestFolder) -> None:
        self._privileges.remove(folder.path)

    def _image(self) -> Path:
        return ensure_image(self._paths, self._recipe, self._progress, self._privileges)

    def _group(self, machine_id: str) -> ControlGroup:
        return ControlGroup(self._folder(machine_id).unique_name)
