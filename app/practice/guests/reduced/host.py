"""Reduced guests: an SSH server and a folder each, as the user. They run everywhere."""

from __future__ import annotations

from app.paths import Paths
from app.practice.guests import programs
from app.practice.guests.failures import no_keygen, no_python, not_booted
from app.practice.guests.folder import GuestFolder
from app.practice.guests.reduced import shim
from app.practice.guests.reduced.layout import environment, home, make_root
from app.practice.guests.reduced.own_programs import python_of_guests, write_programs
from app.practice.guests.reduced.processes import kill_guest
from app.practice.guests.seed import write_seed
from app.practice.guests.supervised import SupervisedHost
from app.practice.machines import CommandOutput, MachineSpec
from app.reentry import module_command
from app.text import Text, text

_SERVER = "app.practice.guests.reduced.server"
_OUTPUT = "var/log/cloud-init-output.log"


class ReducedHost(SupervisedHost):
    """A `GuestHost` of SSH servers. `reason` says why there is nothing better, if known."""

    def __init__(self, paths: Paths, reason: Text | None = None) -> None:
        super().__init__(paths)
        self._reason = reason

    @property
    def kind(self) -> str:
        return "reduced"

    @property
    def limits(self) -> str:
        sentence = text(
            "This practice machine is an SSH server on this computer that runs as you: "
            "it shows no apt, sudo, systemd or reboot, and has no kernel or network of its own."
        )
        if self._reason is None:
            return str(sentence)
        return str(text("{sentence} Why: {reason}.", sentence=sentence, reason=self._reason))

    def prepare(self) -> None:
        """There is nothing to make. Raises `ProblemError` where guests would lack a program."""
        if python_of_guests() is None:
            raise no_python()
        if programs.find("ssh-keygen") is None:  # it makes their second host key
            raise no_keygen()

    def restart(self, machine_id: str) -> None:
        with self._locks.holding(machine_id):
            self.stop(machine_id)
            self.start(machine_id)

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        """Raises `ProblemError` when the guest is off, `TimeoutError` when the time is over."""
        folder = self._folder(machine_id)
        if not self.is_running(machine_id):
            raise not_booted(f"{machine_id} is off")
        shell = programs.find("sh")
        if shell is None:
            return CommandOutput(127, "", "this computer has no sh\n")
        spec = folder.read_spec()
        finished = programs.run(
            [shell, "-s"],
            stdin=script.encode(),
            timeout_seconds=timeout_seconds,
            environment=environment(folder, spec),
            folder=home(folder, spec),
        )
        return CommandOutput(
            finished.exit_code,
            finished.stdout.decode(errors="replace"),
            finished.stderr.decode(errors="replace"),
        )

    def console(self, machine_id: str) -> str:
        folder = self._folder(machine_id)
        files = (folder.console, folder.disk / _OUTPUT)
        return "".join(file.read_text(errors="replace") for file in files if file.exists())

    def _lay_out(self, folder: GuestFolder, spec: MachineSpec) -> None:
        make_root(folder, spec)
        write_seed(folder.disk, spec)
        write_programs(folder.disk)

    def _supervisor(self, folder: GuestFolder) -> list[str]:
        return module_command(_SERVER, str(folder.path))

    def _is_up(self, folder: GuestFolder) -> bool:
        note = folder.read_note()
        return note is not None and note.state == "running"

    def _ask_to_stop(self, folder: GuestFolder) -> None:
        shim.ask(folder.disk, {"action": "power-off"})

    def _kill(self, folder: GuestFolder) -> None:
        kill_guest(folder.disk)
