"""The process that keeps one booted guest going: `python -m … FOLDER [--rootless]`.

Each guest has one of its own, apart from the cloud's process, so that a cloud that is
killed leaves its guests running in a known state and finds them again when it is started
anew. It lives in a mount namespace of its own: what it mounts is gone with the last process
of the guest, however that ends. When this process itself is killed, the kernel tells
systemd-nspawn to shut the guest down (parent-death signal), and slirp4netns sees its pipe
close.

SIGTERM asks for an orderly shutdown; after a limit the guest is ended by force. A guest
that reboots is booted again, in a new network namespace; one that powers off ends this
process.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import FrameType

import psutil

from app.practice.guests import programs
from app.practice.guests.cgroups import ControlGroup
from app.practice.guests.clone import base_of, mount
from app.practice.guests.folder import GuestFolder, Note, State
from app.practice.guests.inside import init_process
from app.practice.guests.network import GuestNetwork
from app.practice.guests.privileges import ROOT, USER_NAMESPACE, Privileges

# systemd-nspawn's exit code for a guest that asked to be rebooted, with --keep-unit.
_REBOOT = 133
_SHUTDOWN_LIMIT_SECONDS = 20
_MACHINE = "machine"
_POWER_OFF = signal.SIGRTMIN + 4  # systemd's own word for it, see systemd(1)
_ASK_AGAIN_SECONDS = 1

_APART = (
    "mount -t cgroup2 cgroup2 /sys/fs/cgroup && mount -t tmpfs -o mode=0755 tmpfs /run && "
    'mkdir -p /run/systemd/nspawn /run/lock && exec "$@"'
)


class Supervisor:
    def __init__(self, folder: GuestFolder, privileges: Privileges) -> None:
        self._folder = folder
        self._privileges = privileges
        self._group = ControlGroup(folder.unique_name)
        self._root = folder.path / "root"
        self._guest: psutil.Popen | None = None
        self._stopping = False
        self._kill_at = 0.0

    def run(self) -> None:
        """Boot the guest, and again after each of its reboots, until it is off."""
        signal.signal(signal.SIGTERM, self._on_stop)
        signal.signal(signal.SIGALRM, self._on_alarm)
        self._note("starting")
        try:
            self._mount()
            while self._boot() == _REBOOT and not self._stopping:
                pass
        except (OSError, TimeoutError) as error:
            self._note("failed", str(error))
            raise
        finally:
            signal.alarm(0)
            self._group.kill(_MACHINE)
        self._note("off")

    def _mount(self) -> None:
        self._root = mount(self._folder, base_of(self._folder), self._privileges)
        if not self._privileges.rootless:
            # systemd-nspawn's notes about its guests then vanish with the namespace as well.
            notes = Path("/run/systemd/nspawn")
            notes.mkdir(parents=True, exist_ok=True)
            _mount_memory(notes)

    def _boot(self) -> int:
        """One boot, from power on to power off; systemd-nspawn's exit code."""
        spec = self._folder.read_spec()
        with (
            GuestNetwork(
                self._folder.path, self._group, spec.ports, self._folder.supervisor_log
            ) as network,
            self._folder.console.open("ab") as console,
        ):
            if self._stopping:
                return 0
            self._guest = psutil.Popen(
                self._group.entering(_MACHINE, self._machine(spec.hostname, network.namespace)),
                stdin=subprocess.DEVNULL,
                stdout=console,
                stderr=console,
                env=programs.minimal_environment(),
            )
            self._note("running")
            code: int = self._guest.wait()
            self._guest = None
            self._group.kill(_MACHINE)
            return code

    def _machine(self, hostname: str, network: Path) -> Sequence[str]:
        told_of_our_death = [programs.need("setpriv"), "--pdeathsig=TERM"]
        if not self._privileges.rootless:
            joining = f"--network-namespace-path={network}"
            return [*told_of_our_death, *self._nspawn(hostname), joining]
        # In a user namespace systemd-nspawn may not look at this computer's network, first
        # process, control groups and /run: it gets all of them for itself.
        return [
            programs.need("nsenter"),
            f"--net={network}",
            *told_of_our_death,
            programs.need("unshare"),
            *("--cgroup", "--mount", "--pid", "--fork", "--kill-child=TERM", "--mount-proc"),
            *("sh", "-c", _APART, "sh"),
            *self._nspawn(hostname),
        ]

    def _nspawn(self, hostname: str) -> Sequence[str]:
        return [
            programs.need("systemd-nspawn"),
            "--quiet",
            "--settings=no",
            f"--directory={self._root}",
            f"--machine={self._folder.unique_name}",
            f"--hostname={hostname}",
            "--boot",
            "--register=no",
            "--keep-unit",
            # The guest's own packet filter; it holds in its own network only.
            "--capability=CAP_NET_ADMIN",
            "--resolv-conf=off",
            "--timezone=off",
            "--link-journal=no",
            "--console=read-only",
        ]

    def _on_stop(self, _signal: int, _frame: FrameType | None) -> None:
        if self._stopping:
            return
        self._stopping = True
        self._kill_at = time.monotonic() + _SHUTDOWN_LIMIT_SECONDS
        self._shut_down()

    def _on_alarm(self, _signal: int, _frame: FrameType | None) -> None:
        if time.monotonic() > self._kill_at:
            self._group.kill(_MACHINE)
        else:
            self._shut_down()

    def _shut_down(self) -> None:
        """Ask the guest's init; again a little later, for early in its boot it does not listen."""
        init = init_process(self._group, _MACHINE)
        if init is not None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(init, _POWER_OFF)
        elif self._guest is not None:
            self._guest.terminate()
        signal.alarm(_ASK_AGAIN_SECONDS)

    def _note(self, state: State, reason: str = "") -> None:
        self._folder.write_note(Note(os.getpid(), state, reason))


def _mount_memory(place: Path) -> None:
    programs.check([programs.need("mount"), "-t", "tmpfs", "-o", "mode=0755", "tmpfs", str(place)])


def main() -> None:
    folder = Path(sys.argv[1])
    os.chdir(folder)
    privileges = USER_NAMESPACE if sys.argv[2:] == ["--rootless"] else ROOT
    Supervisor(GuestFolder(folder), privileges).run()


if __name__ == "__main__":
    main()
