"""Booted guests: the distribution of this computer with its own systemd, sshd, apt, nftables."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psutil

from app.paths import Paths, make_private_folder
from app.practice.guests import programs
from app.practice.guests.cgroups import ControlGroup
from app.practice.guests.failures import base_gone, not_booted
from app.practice.guests.folder import GuestFolder
from app.practice.guests.image import Progress, ensure_image
from app.practice.guests.inside import init_process, run_inside
from app.practice.guests.locks import LockPerGuest
from app.practice.guests.recipe import Recipe
from app.practice.guests.seed import write_seed
from app.practice.guests.trees import remove_tree
from app.practice.machines import CommandOutput, MachineSpec
from app.text import text

_SUPERVISOR = "app.practice.guests.supervisor"
_MACHINE = "machine"  # the control group of the guest proper, below the one of all
_START_LIMIT_SECONDS = 30.0
_STOP_LIMIT_SECONDS = 30.0  # the supervisor itself resorts to force after 20 s
_REBOOT_LIMIT_SECONDS = 60.0


class BootedHost:
    """A `GuestHost` of containers run by systemd-nspawn, one supervising process each."""

    def __init__(self, paths: Paths, recipe: Recipe, progress: Progress) -> None:
        self._paths = paths
        self._recipe = recipe
        self._progress = progress
        self._locks = LockPerGuest()
        self._children: dict[str, psutil.Popen] = {}

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

    def prepare(self) -> None:
        ensure_image(self._paths, self._recipe, self._progress)

    def create(self, spec: MachineSpec) -> None:
        with self._locks.holding(spec.id):
            folder = self._folder(spec.id)
            if folder.exists():
                return
            image = ensure_image(self._paths, self._recipe, self._progress)
            remove_tree(folder.path)  # of a creation that was interrupted
            folder.make()
            (folder.path / "base").symlink_to(image)
            folder.disk.mkdir()
            folder.disk.chmod(0o755)  # this becomes the guest's /
            write_seed(folder.disk, spec)
            folder.console.touch(mode=0o600)
            folder.write_spec(spec)
            self._boot(folder)

    def start(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            if not self.is_running(machine_id):
                self._boot(self._folder(machine_id))

    def stop(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            folder = self._folder(machine_id)
            supervisor = folder.supervisor()
            if supervisor is not None:
                with contextlib.suppress(psutil.NoSuchProcess, psutil.TimeoutExpired):
                    supervisor.terminate()
                    supervisor.wait(timeout=_STOP_LIMIT_SECONDS)
            self._end(folder)

    def restart(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            group = ControlGroup(self._folder(machine_id).unique_name)
            before = init_process(group, _MACHINE)
            if before is None or not self.is_running(machine_id):
                self.start(machine_id)
                return
            with contextlib.suppress(TimeoutError):
                run_inside(group, before, "systemctl reboot", timeout_seconds=10)
            if not self._wait(
                lambda: init_process(group, _MACHINE) not in (None, before), _REBOOT_LIMIT_SECONDS
            ):
                self.stop(machine_id)
                self.start(machine_id)

    def delete(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            folder = self._folder(machine_id)
            self._end(folder)
            remove_tree(folder.path)

    def is_running(self, machine_id: str) -> bool:
        child = self._children.get(machine_id)
        if child is not None:
            child.poll()  # reaps it if it has ended
        folder = self._folder(machine_id)
        return folder.supervisor() is not None

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        """Raises `ProblemError` when the guest is off, `TimeoutError` when the time is over."""
        group = ControlGroup(self._folder(machine_id).unique_name)
        init = init_process(group, _MACHINE)
        if init is None:
            raise not_booted(f"{machine_id} is off")
        return run_inside(group, init, script, timeout_seconds)

    def console(self, machine_id: str) -> str:
        try:
            raw = self._folder(machine_id).console.read_bytes()
        except FileNotFoundError:
            return ""
        # Two terminals on the way have each added a carriage return.
        return re.sub("\r+\n", "\n", raw.decode(errors="replace"))

    def adopt(self, running: Mapping[str, MachineSpec]) -> None:
        for machine_id in self._known():
            if machine_id not in running:
                self.stop(machine_id)
        for machine_id, spec in running.items():
            folder = self._folder(machine_id)
            if not folder.exists():
                self.create(spec)
            elif dict(folder.read_spec().ports) != dict(spec.ports):
                self.stop(machine_id)
                folder.write_ports(spec.ports)
            self.start(machine_id)

    def close(self) -> None:
        known = self._known()
        if known:
            with ThreadPoolExecutor(len(known), thread_name_prefix="guest-stop") as pool:
                list(pool.map(self.stop, known))

    def _folder(self, machine_id: str) -> GuestFolder:
        return GuestFolder(self._paths.practice.absolute() / "guests" / machine_id)

    def _known(self) -> list[str]:
        folder = self._paths.practice / "guests"
        return sorted(entry.name for entry in folder.iterdir()) if folder.is_dir() else []

    def _boot(self, folder: GuestFolder) -> None:
        """Start the supervisor and wait until the guest's init runs. Raises `ProblemError`."""
        self._end(folder)  # what a killed supervisor may have left
        image = (folder.path / "base").resolve()
        if not image.is_dir():
            raise base_gone(str(image))
        group = ControlGroup(folder.unique_name)
        command = [
            programs.need("unshare"),
            "--mount",
            "--propagation=slave",  # so that it never keeps a mount of this computer busy
            *programs.module_command(_SUPERVISOR, str(folder.path), str(image)),
        ]
        make_private_folder(folder.path)
        with folder.supervisor_log.open("ab") as log:
            child = psutil.Popen(
                group.entering("supervisor", command),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=programs.module_environment(),
                start_new_session=True,
            )
        self._children[folder.path.name] = child
        booted = self._wait(
            lambda: child.poll() is not None or init_process(group, _MACHINE) is not None,
            _START_LIMIT_SECONDS,
        )
        if not booted or child.poll() is not None:
            note = folder.read_note()
            reason = note.reason if note is not None else ""
            self._end(folder)
            raise not_booted(reason or folder.supervisor_log.read_text(errors="replace")[-2000:])

    def _end(self, folder: GuestFolder) -> None:
        """End whatever is left of the guest, by force; its disk stays."""
        group = ControlGroup(folder.unique_name)
        group.kill()
        child = self._children.pop(folder.path.name, None)
        if child is not None:
            child.wait()
        group.remove()
        folder.forget_note()

    @staticmethod
    def _wait(condition: Callable[[], bool], timeout_seconds: float) -> bool:
        deadline = time.monotonic() + timeout_seconds
        while not condition():
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True


def images_in_use(paths: Paths) -> set[Path]:
    """The images that guests of this state folder stand on."""
    return {link.resolve() for link in (paths.practice / "guests").glob("*/base")}
