"""Windows machines by Wine: a drive each, and a process that answers WinRM."""

from __future__ import annotations

import contextlib
import secrets
import shutil
from collections.abc import Callable
from pathlib import Path

import psutil

from app.paths import Paths
from app.practice.guests.failures import not_booted
from app.practice.guests.folder import GuestFolder
from app.practice.guests.reduced import shim
from app.practice.guests.reduced.processes import kill_guest
from app.practice.guests.supervised import SupervisedHost, wait_for
from app.practice.guests.windows.base import WindowsBase, clone
from app.practice.guests.windows.bootstrap import (
    Bootstrap,
    PasswordAsked,
    certificate_of,
    make_certificate,
    read_bootstrap,
    read_password_asked,
    told,
    told_password,
)
from app.practice.guests.windows.layout import (
    PREFIX_VARIABLE,
    PYTHON,
    SERVICE_PROGRAM,
    SHIM,
    WINRM_PORT,
    drive,
    listener_file,
    on_this_computer,
    users_file,
)
from app.practice.guests.windows.users import write_users
from app.practice.guests.windows.wine import Wine
from app.practice.machines import CommandOutput, MachineSpec, windows_limits
from app.reentry import module_command
from app.secret import Secret

_SERVER = "app.practice.guests.windows.server"
_REMOVE_LIMIT_SECONDS = 20.0
_NO_POWERSHELL = (
    "This practice machine has no PowerShell: of all scripts it answers only those by which "
    "Kumonote opens WinRM and asks for a new password. Nothing was run.\n"
)


class WindowsHost(SupervisedHost):
    """A `GuestHost` of Wine prefixes."""

    system = "Windows"
    folder_name = "windows"  # short: it is part of the names of Wine's sockets

    def __init__(self, paths: Paths, wine: Wine, progress: Callable[[str], None]) -> None:
        super().__init__(paths)
        self._wine = wine
        self._base = WindowsBase(paths.cache, wine, progress)

    @property
    def kind(self) -> str:
        return "reduced"

    @property
    def limits(self) -> str:
        return windows_limits()

    def prepare(self) -> None:
        self._base.make()

    def restart(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            self.stop(machine_id)
            self.start(machine_id)

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        """Raises `ProblemError` when the machine is off."""
        del timeout_seconds  # nothing here takes long
        with self._locks.holding(machine_id):
            folder = self._folder(machine_id)
            if not self.is_running(machine_id):
                raise not_booted(f"{machine_id} is off")
            asked = read_bootstrap(script)
            if asked is not None:
                return self._bootstrap(folder, asked)
            password = read_password_asked(script)
            if password is not None:
                return self._renew(folder, password)
            return CommandOutput(1, "", _NO_POWERSHELL)

    def console(self, machine_id: str) -> str:
        file = self._folder(machine_id).console
        return file.read_text(errors="replace") if file.exists() else ""

    def disk(self, machine_id: str) -> Path:
        """The machine's drive, by which all of its processes are known."""
        return self._folder(machine_id).disk

    def _bootstrap(self, folder: GuestFolder, asked: Bootstrap) -> CommandOutput:
        if asked.port != WINRM_PORT or WINRM_PORT not in folder.read_spec().ports:
            return CommandOutput(1, "", f"Nothing leads to port {asked.port} of this machine.\n")
        file = listener_file(folder)
        if not file.exists():
            make_certificate(file, asked.names)
        answer = shim.ask(drive(folder), {"action": "listen"})
        if "error" in answer:
            return CommandOutput(1, "", f"{answer['error']}\n")
        return CommandOutput(0, told(asked, certificate_of(file)), "")

    def _renew(self, folder: GuestFolder, asked: PasswordAsked) -> CommandOutput:
        if asked.user != folder.read_spec().admin_user:
            return CommandOutput(1, "", f"User {asked.user} was not found.\n")
        password = Secret("Kn7-" + secrets.token_urlsafe(18))
        write_users(users_file(folder), asked.user, password)
        return CommandOutput(0, told_password(asked, password), "")

    def _lay_out(self, folder: GuestFolder, spec: MachineSpec) -> None:
        clone(self._base.make(), folder.disk)
        root = drive(folder)
        write_users(users_file(folder), spec.admin_user, spec.admin_password)
        program = on_this_computer(root, SHIM)
        shutil.copyfile(Path(shim.__file__), program)
        line = f'@"{PYTHON}" -I "{SHIM}" kumonote-service %*\r\n'
        on_this_computer(root, SERVICE_PROGRAM).write_text(line, newline="")

    def _supervisor(self, folder: GuestFolder) -> list[str]:
        return module_command(_SERVER, str(folder.path))

    def _is_up(self, folder: GuestFolder) -> bool:
        note = folder.read_note()
        return note is not None and note.state == "running"

    def _ask_to_stop(self, folder: GuestFolder) -> None:
        shim.ask(drive(folder), {"action": "power-off"})

    def _kill(self, folder: GuestFolder) -> None:
        supervisor = folder.supervisor()
        if supervisor is not None:  # first: it starts services again that end
            with contextlib.suppress(psutil.NoSuchProcess):
                supervisor.kill()
        kill_guest(folder.disk, PREFIX_VARIABLE)

    def _remove(self, folder: GuestFolder) -> None:
        """Wine's server writes the registry once more when its last program has ended."""
        wait_for(lambda: self._is_removed(folder), _REMOVE_LIMIT_SECONDS)
        super()._remove(folder)

    def _is_removed(self, folder: GuestFolder) -> bool:
        try:
            super()._remove(folder)
        except OSError:
            self._kill(folder)
        return not folder.path.exists()
