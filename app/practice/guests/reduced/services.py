"""The services of a reduced guest: started when it boots, again when they fail."""

from __future__ import annotations

import asyncio
import contextlib
import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from app.practice.guests import programs
from app.practice.guests.reduced.layout import below_root

FOLDER = "etc/kumonote/services"

_STOP_LIMIT_SECONDS = 10.0
_RESTART_DELAY_SECONDS = 2.0


class Services:
    """Keeps the processes described by the files in `FOLDER` below the guest's root."""

    def __init__(self, root: Path, environment: Mapping[str, str]) -> None:
        self._root = root
        self._environment = environment
        self._keepers: dict[str, asyncio.Task[None]] = {}
        self._processes: dict[str, asyncio.subprocess.Process] = {}

    async def start_all(self) -> list[str]:
        """Start every service; what hinders those that do not start."""
        problems = []
        for file in sorted((self._root / FOLDER).glob("*.json")):
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
        programs.kill(family)

    async def _keep(self, name: str) -> None:
        while await self._processes[name].wait() != 0:
            await asyncio.sleep(_RESTART_DELAY_SECONDS)
            with contextlib.suppress(OSError, ValueError):  # tried again with the next round
                self._processes[name] = await self._launch(name)

    async def _launch(self, name: str) -> asyncio.subprocess.Process:
        description = self._description(name)
        environment = dict(self._environment) | description.get("env", {})
        log = below_root(self._root, f"/var/log/{name}.log")
        with log.open("ab") as stream:
            return await asyncio.create_subprocess_exec(
                *description["argv"],
                stdin=subprocess.DEVNULL,
                stdout=stream,
                stderr=stream,
                env=environment,
                cwd=description.get("cwd") or self._environment["HOME"],
                start_new_session=True,
            )

    def _description(self, name: str) -> dict[str, Any]:
        if not name.replace("-", "").replace("_", "").isalnum():
            raise ValueError(f"no service is called {name!r}")
        description = json.loads((self._root / FOLDER / f"{name}.json").read_text())
        if not isinstance(description, dict) or not description.get("argv"):
            raise ValueError(f"the description of {name} has no argv")
        return description
