"""The services of a guest without an init: started when it boots, again when they fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

from app.practice.guests import programs

FOLDER = "etc/kumonote/services"
SERVICE_VARIABLE = "KUMONOTE_SERVICE"
"""Names the service in its environment, and in that of all that it starts."""

_STOP_LIMIT_SECONDS = 10.0
_RESTART_DELAY_SECONDS = 2.0
_CHUNK = 65536


@dataclass(frozen=True)
class Launching:
    """How a guest starts the words of a description on this computer.

    `begin` comes before its words, `path` turns its folder into one of this computer, and
    `more_of` finds processes of a service that do not descend from its first one. With `piped`
    it gets pipes, never a file: Wine's programs do not begin with one.
    """

    begin: Sequence[str] = ()
    path: Callable[[str], Path] = Path
    more_of: Callable[[str], Iterable[psutil.Process]] = lambda _name: ()
    piped: bool = False


class Services:
    """Keeps the processes described by the files in `folder`; their output goes to `logs`."""

    def __init__(
        self,
        folder: Path,
        logs: Path,
        environment: Mapping[str, str],
        launching: Launching | None = None,
    ) -> None:
        self._folder = folder
        self._logs = logs
        self._environment = environment
        self._launching = launching or Launching()
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._processes: dict[str, asyncio.subprocess.Process] = {}
        self._copying: set[asyncio.Task[None]] = set()

    async def start_all(self) -> list[str]:
        """Start every service; what hinders those that do not start."""
        problems = []
        for file in sorted(self._folder.glob("*.json")):
            try:
                await self.start(file.stem)
            except (OSError, ValueError) as error:
                problems.append(f"{file.stem}: {error}")
        return problems

    async def stop_all(self) -> None:
        await asyncio.gather(*(self.stop(name) for name in list(self._keepers)))

    def running(self, name: str) -> bool:
        process = self._processes.get(name)
        return process is not None and process.returncode is None

    async def start(self, name: str) -> None:
        """Start `name` unless it runs. Raises `OSError` or `ValueError` for a bad description."""
        if self.running(name):
            return
        await self.stop(name)
        self._processes[name] = await self._launch(name)
        self._keepers[name] = asyncio.create_task(self._keep(name), name=f"service-{name}")

    async def stop(self, name: str) -> None:
        keeper = self._keepers.pop(name, None)
        if keeper is not None:
            keeper.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await keeper
        process = self._processes.pop(name, None)
        if process is None or process.returncode is not None:
            return
        family = programs.descendants(process.pid)
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        try:
            await asyncio.wait_for(process.wait(), _STOP_LIMIT_SECONDS)
        except TimeoutError:
            process.kill()
            await process.wait()
        programs.kill([*family, *self._launching.more_of(name)])

    async def _keep(self, name: str) -> None:
        while await self._processes[name].wait() != 0:
            await asyncio.sleep(_RESTART_DELAY_SECONDS)
            with contextlib.suppress(OSError, ValueError):  # tried again with the next round
                self._processes[name] = await self._launch(name)

    async def _launch(self, name: str) -> asyncio.subprocess.Process:
        description = self._description(name)
        environment = dict(self._environment) | description.get("env", {})
        environment[SERVICE_VARIABLE] = name
        folder = description.get("cwd")
        piped = self._launching.piped
        with (self._logs / f"{name}.log").open("ab") as stream:
            process = await asyncio.create_subprocess_exec(
                *self._launching.begin,
                *description["argv"],
                stdin=subprocess.PIPE if piped else subprocess.DEVNULL,
                stdout=subprocess.PIPE if piped else stream,
                stderr=subprocess.STDOUT if piped else stream,
                env=environment,
                cwd=self._launching.path(folder) if folder else self._environment["HOME"],
                start_new_session=True,
            )
        if process.stdout is not None:
            copying = asyncio.create_task(_copy(process.stdout, self._logs / f"{name}.log"))
            self._copying.add(copying)
            copying.add_done_callback(self._copying.discard)
        return process

    def _description(self, name: str) -> dict[str, Any]:
        if not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"no service is called {name!r}")
        description = json.loads((self._folder / f"{name}.json").read_text())
        if not isinstance(description, dict) or not description.get("argv"):
            raise ValueError(f"the description of {name} has no argv")
        return description


async def _copy(output: asyncio.StreamReader, log: Path) -> None:
    while data := await output.read(_CHUNK):
        with log.open("ab") as stream:
            stream.write(data)
