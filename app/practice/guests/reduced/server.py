"""The process that is one reduced guest: `python -m … FOLDER`.

It answers SSH, keeps the services, and at first boot does what cloud-init would. It ends
on request (over the control port, or SIGTERM where there are signals), and with it all
processes of the guest.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
from pathlib import Path
from typing import Any

import asyncssh

from app.practice.guests.folder import GuestFolder, Note, State
from app.practice.guests.reduced.control import Control
from app.practice.guests.reduced.first_boot import FirstBoot
from app.practice.guests.reduced.layout import below_root, empty_run, environment
from app.practice.guests.reduced.processes import kill_guest
from app.practice.guests.reduced.services import FOLDER as SERVICES
from app.practice.guests.reduced.services import Services
from app.practice.guests.reduced.ssh import SshServer

_SSH_PORT = 22


class ReducedGuest:
    def __init__(self, folder: GuestFolder) -> None:
        self._folder = folder
        self._spec = folder.read_spec()
        own = environment(folder, self._spec)
        self._first_boot = FirstBoot(folder.disk, self._spec, own)
        self._services = Services(folder.disk / SERVICES, below_root(folder.disk, "/var/log"), own)
        self._ssh = SshServer(folder.disk, own, self._spec.ports[_SSH_PORT])
        self._control = Control(folder.disk, self._answer)
        self._stop = asyncio.Event()

    async def run(self) -> None:
        """From power on to power off."""
        if sys.platform != "win32":
            asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._stop.set)
        self._note("starting")
        empty_run(self._folder)
        try:
            self._first_boot.prepare()
            await self._control.open()
            await self._ssh.open()
        except (OSError, ValueError, asyncssh.Error) as error:
            self._note("failed", str(error))
            raise
        self._say(f"SSH answers on 127.0.0.1:{self._spec.ports[_SSH_PORT]}")
        self._note("running")
        boot = asyncio.create_task(self._boot(), name="boot")
        await self._stop.wait()
        self._say("Powering off")
        boot.cancel()
        await asyncio.gather(boot, return_exceptions=True)
        await self._ssh.close()
        await self._services.stop_all()
        await self._control.close()
        await asyncio.to_thread(kill_guest, self._folder.disk)
        self._say("Power off")
        self._note("off")

    async def _boot(self) -> None:
        for problem in await self._services.start_all():
            self._say(f"A service does not start: {problem}")
        await self._first_boot.run()
        self._say("Boot finished")

    async def _answer(self, action: str, name: str) -> dict[str, Any]:
        if action == "power-off":
            self._stop.set()
            return {}
        if name == "ssh":
            if action == "restart":
                self._ssh.read_host_key()
            return {"running": True}
        if action in ("stop", "restart"):
            await self._services.stop(name)
        if action in ("start", "restart"):
            await self._services.start(name)
        return {"running": self._services.running(name)}

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError), self._folder.console.open("a") as console:
            console.write(f"{line}\n")

    def _note(self, state: State, reason: str = "") -> None:
        self._folder.write_note(Note(os.getpid(), state, reason))


def main() -> None:
    folder = Path(sys.argv[1])
    os.chdir(folder)

    async def guest() -> None:
        await ReducedGuest(GuestFolder(folder)).run()

    asyncio.run(guest())


if __name__ == "__main__":
    main()
