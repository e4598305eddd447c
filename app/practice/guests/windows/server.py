"""The process that is one Windows machine: `python -m … FOLDER`.

It answers WinRM once that was set up, and keeps the services. It ends on request (over the
control port, or by SIGTERM), and with it all processes of the machine.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import psutil

from app.practice.guests.folder import GuestFolder, Note, State
from app.practice.guests.reduced.control import Control
from app.practice.guests.reduced.processes import kill_guest, with_environment
from app.practice.guests.reduced.services import SERVICE_VARIABLE, Launching, Services
from app.practice.guests.windows import layout
from app.practice.guests.windows.commands import WineRunner
from app.practice.guests.windows.shells import Shells
from app.practice.guests.windows.wine import Wine, wine_here
from app.practice.guests.windows.winrm import WinRmServer

_KEPT_ALIVE = "import sys; sys.stdin.read()"
"""While one program runs, Wine's own processes stay: else each command waits seconds."""


class WindowsGuest:
    def __init__(self, folder: GuestFolder, wine: Wine) -> None:
        self._folder = folder
        self._wine = wine
        self._spec = folder.read_spec()
        self._root = layout.drive(folder)
        self._environment = layout.environment(folder, self._spec, wine)
        self._services = Services(
            self._at(layout.SERVICES), self._at(layout.LOGS), self._environment, self._launching()
        )
        self._control = Control(self._root, self._answer)
        self._stop = asyncio.Event()
        self._winrm: WinRmServer | None = None
        self._keeper: asyncio.subprocess.Process | None = None

    async def run(self) -> None:
        """From power on to power off."""
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, self._stop.set)
        self._note("starting")
        try:
            await self._keep_alive()
            await self._control.open()
            if layout.listener_file(self._folder).exists():
                self._listen()
        except OSError as error:
            self._note("failed", str(error))
            raise
        self._say(f"Windows programs run by {self._wine.version()}")
        self._note("running")
        for problem in await self._services.start_all():
            self._say(f"A service does not start: {problem}")
        await self._stop.wait()
        self._say("Powering off")
        if self._winrm is not None:
            await asyncio.to_thread(self._winrm.stop)
        await self._services.stop_all()
        await self._control.close()
        await asyncio.to_thread(kill_guest, self._folder.disk, layout.PREFIX_VARIABLE)
        if self._keeper is not None:
            await self._keeper.wait()
        self._say("Power off")
        self._note("off")

    async def _keep_alive(self) -> None:
        """Start the one program that runs all the time. Raises `OSError` if it does not."""
        self._keeper = await asyncio.create_subprocess_exec(
            *(self._wine.loader, layout.PYTHON, "-I", "-c", _KEPT_ALIVE),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env=self._environment,
            cwd=self._at(layout.WORK),
            start_new_session=True,
        )

    def _listen(self) -> None:
        """Open WinRM. Raises `OSError` for a taken port."""
        if self._winrm is not None:
            return
        runner = WineRunner(self._wine, self._environment, self._at(layout.WORK))
        port = self._spec.ports[layout.WINRM_PORT]
        self._winrm = WinRmServer(layout.listener_file(self._folder), Shells(runner), port)
        serving = threading.Thread(target=self._winrm.serve_forever, args=(0.05,), name="winrm")
        serving.start()
        self._say(f"WinRM answers on 127.0.0.1:{port}")

    async def _answer(self, action: str, name: str) -> dict[str, Any]:
        if action == "power-off":
            self._stop.set()
            return {}
        if action == "listen":
            self._listen()
            return {}
        if action in ("stop", "restart"):
            await self._services.stop(name)
        if action in ("start", "restart"):
            await self._services.start(name)
        return {"running": self._services.running(name)}

    def _launching(self) -> Launching:
        return Launching((self._wine.loader,), self._at, self._more_of, piped=True)

    def _more_of(self, service: str) -> list[psutil.Process]:
        """What a Windows program starts does not descend from it for Linux."""
        prefix = str(self._folder.disk)
        return with_environment({layout.PREFIX_VARIABLE: prefix, SERVICE_VARIABLE: service})

    def _at(self, path: str) -> Path:
        return layout.on_this_computer(self._root, path)

    def _say(self, line: str) -> None:
        with contextlib.suppress(OSError), self._folder.console.open("a") as console:
            console.write(f"{line}\n")

    def _note(self, state: State, reason: str = "") -> None:
        self._folder.write_note(Note(os.getpid(), state, reason))


def main() -> None:
    folder = GuestFolder(Path(sys.argv[1]))
    os.chdir(folder.path)
    os.environ["NTLM_USER_FILE"] = str(layout.users_file(folder))
    wine = wine_here()
    if not isinstance(wine, Wine):
        sys.exit(str(wine))

    async def guest() -> None:
        await WindowsGuest(folder, wine).run()

    asyncio.run(guest())


if __name__ == "__main__":
    main()
