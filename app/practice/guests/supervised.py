"""What all kinds of guests have in common: a folder, and a process that supervises each.

The supervising process is apart from the cloud's: a cloud that is killed leaves its guests
running in a known state, and finds them again by the notes in their folders.
"""

from __future__ import annotations

import contextlib
import subprocess
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor

import psutil

from app.paths import Paths
from app.practice.guests import programs
from app.practice.guests.failures import not_booted
from app.practice.guests.folder import GuestFolder
from app.practice.guests.locks import LockPerGuest
from app.practice.guests.trees import remove_tree
from app.practice.machines import MachineSpec, System

_START_LIMIT_SECONDS = 60.0
_STOP_LIMIT_SECONDS = 30.0  # the supervisors themselves resort to force before


class SupervisedHost(ABC):
    """The part of a `GuestHost` that is the same for every kind."""

    system: System = "Linux"
    """The system of its guests."""
    folder_name = "guests"

    def __init__(self, paths: Paths) -> None:
        self._guests = paths.practice.absolute() / self.folder_name
        self._locks = LockPerGuest()
        self._children: dict[str, psutil.Popen] = {}

    @property
    def preparation(self) -> str:
        return ""

    def missing_for(self, system: System) -> str:
        if system == self.system:
            return ""
        return f"{system} machines are made by another host"

    def knows(self, machine_id: str) -> bool:
        """Whether the guest is one of this host's."""
        return self._folder(machine_id).path.is_dir()

    def create(self, spec: MachineSpec) -> None:
        """Raises `ProblemError`; the folder is gone again then."""
        self.prepare()
        with self._locks.holding(spec.id):
            folder = self._folder(spec.id)
            if folder.exists():
                return
            self._remove(folder)  # of a creation that was interrupted
            try:
                folder.make()
                self._lay_out(folder, spec)
                folder.console.touch(mode=0o600)
                folder.write_spec(spec)
                self._boot(folder)
            except BaseException:
                self._remove(folder)
                raise

    def start(self, machine_id: str) -> None:
        """Raises `ProblemError`."""
        with self._locks.holding(machine_id):
            if not self.is_running(machine_id):
                self._boot(self._folder(machine_id))

    def stop(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            folder = self._folder(machine_id)
            if self.is_running(machine_id):
                with contextlib.suppress(psutil.Error, OSError, ValueError):
                    self._ask_to_stop(folder)
                    wait_for(lambda: not self.is_running(machine_id), _STOP_LIMIT_SECONDS)
            self._end(folder)

    def delete(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            folder = self._folder(machine_id)
            self._end(folder)
            self._remove(folder)

    def is_running(self, machine_id: str) -> bool:
        child = self._children.get(machine_id)
        if child is not None:
            child.poll()  # reaps it if it has ended
        return self._folder(machine_id).supervisor() is not None

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

    @abstractmethod
    def prepare(self) -> None:
        """Make what all guests share, once."""

    @abstractmethod
    def _lay_out(self, folder: GuestFolder, spec: MachineSpec) -> None:
        """Put a fresh disk into `folder`."""

    @abstractmethod
    def _supervisor(self, folder: GuestFolder) -> list[str]:
        """The command line of the process that boots and supervises the guest."""

    @abstractmethod
    def _is_up(self, folder: GuestFolder) -> bool:
        """Whether the guest has come to life since its supervisor was started."""

    @abstractmethod
    def _ask_to_stop(self, folder: GuestFolder) -> None:
        """Ask for an orderly shutdown, without waiting for it."""

    @abstractmethod
    def _kill(self, folder: GuestFolder) -> None:
        """End every process of the guest by force and free what they held."""

    def _remove(self, folder: GuestFolder) -> None:
        """Remove all files of a guest that has ended; nothing happens when there are none."""
        remove_tree(folder.path)

    def _folder(self, machine_id: str) -> GuestFolder:
        return GuestFolder(self._guests / machine_id)

    def _known(self) -> list[str]:
        entries = self._guests.iterdir() if self._guests.is_dir() else ()
        return sorted(entry.name for entry in entries)

    def _boot(self, folder: GuestFolder) -> None:
        self._end(folder)  # what a killed supervisor may have left
        command = self._supervisor(folder)
        folder.supervisor_log.touch(mode=0o600)
        with folder.supervisor_log.open("ab") as log:
            child = psutil.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=programs.module_environment(),
                start_new_session=True,
            )
        self._children[folder.path.name] = child
        up = wait_for(lambda: child.poll() is not None or self._is_up(folder), _START_LIMIT_SECONDS)
        if not up or child.poll() is not None:
            note = folder.read_note()
            reason = note.reason if note is not None else ""
            log_end = folder.supervisor_log.read_text(errors="replace")[-2000:]
            self._end(folder)
            raise not_booted(reason or log_end)

    def _end(self, folder: GuestFolder) -> None:
        """End whatever is left of the guest, by force; its disk stays."""
        child = self._children.pop(folder.path.name, None)
        self._kill(folder)
        supervisor = folder.supervisor()
        if supervisor is not None:
            with contextlib.suppress(psutil.NoSuchProcess):
                supervisor.kill()
        if child is not None:
            child.wait()
        folder.forget_note()


def wait_for(condition: Callable[[], bool], timeout_seconds: float) -> bool:
    """Whether `condition` comes true within the limit."""
    deadline = time.monotonic() + timeout_seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True
