"""What happens in the practice cloud without any call: machines that shut themselves down,
daily stops, and the end of a cloud that nobody uses.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from typing import Protocol

from app.practice.arm.machine_operations import guest_of
from app.practice.arm.machine_views import agent_is_ready
from app.practice.arm.references import MACHINE
from app.practice.arm.schedules import Schedules
from app.practice.cloud import Cloud
from app.practice.state import Resource

_logger = logging.getLogger(__name__)
_EVERY = 2.0
_ASK_LIMIT = 10.0
_LOOKS = 3
"""So often a guest must be found ended: while it reboots it does not run for a moment."""
_IDLE_LIMIT = 15 * 60.0


class CountsCalls(Protocol):
    @property
    def calls(self) -> int: ...


class Watch:
    def __init__(
        self, cloud: Cloud, schedules: Schedules, web: CountsCalls, stop: Callable[[], None]
    ) -> None:
        self._cloud = cloud
        self._schedules = schedules
        self._web = web
        self._stop = stop
        self._ended: Counter[str] = Counter()
        self._last_calls = 0
        self._used = time.monotonic()

    async def run(self) -> None:
        while True:
            await asyncio.sleep(_EVERY)
            try:
                await self._look()
            except Exception:
                _logger.exception("looking after the machines failed; it goes on")

    async def _look(self) -> None:
        await self._look_at_guests()
        with self._cloud.state.change():
            self._schedules.stop_what_is_due()
        if self._is_idle():
            _logger.info("nobody has used the practice cloud for long")
            self._stop()

    async def _look_at_guests(self) -> None:
        """A guest that shut itself down is stopped, and billed, until it is deallocated."""
        guests = self._cloud.guests
        for machine in self._cloud.state.of_type(MACHINE):
            guest = guest_of(machine)
            if machine.inner["power"] != "running" or self._is_busy(machine.id):
                self._ended.pop(guest, None)
                continue
            if await guests.look(partial(guests.host.is_running, guest)):
                self._ended.pop(guest, None)
                if "os" not in machine.inner and agent_is_ready(self._cloud, machine):
                    await self._ask_for_system(machine)
                continue
            self._ended[guest] += 1
            if self._ended[guest] >= _LOOKS and not self._is_busy(machine.id):
                self._note_stopped(machine.id)

    async def _ask_for_system(self, machine: Resource) -> None:
        """The name and version of the guest's system, as the agent of a real one reports them."""
        guests = self._cloud.guests
        script = '. /etc/os-release && printf \'%s\\n%s\\n\' "$ID" "$VERSION_ID"\n'
        job = partial(guests.host.run_command, guest_of(machine), script, _ASK_LIMIT)
        said = (await guests.look(job)).stdout.splitlines()
        kept = self._cloud.state.get(machine.id)
        if kept is not None:
            kept.inner["os"] = [*said, "", ""][:2]
            self._cloud.state.put(kept)

    def _note_stopped(self, machine_id: str) -> None:
        machine = self._cloud.state.get(machine_id)
        if machine is not None and machine.inner["power"] == "running":
            machine.inner["power"] = "stopped"
            self._cloud.state.put(machine)

    def _is_busy(self, machine_id: str) -> bool:
        return self._cloud.operations.running(machine_id) is not None

    def _is_idle(self) -> bool:
        """Nobody called for long, nothing runs: a new start will find everything again."""
        busy = bool(self._cloud.operations.all_running()) or any(
            machine.inner["power"] == "running" for machine in self._cloud.state.of_type(MACHINE)
        )
        if busy or self._web.calls != self._last_calls:
            self._last_calls = self._web.calls
            self._used = time.monotonic()
        return time.monotonic() - self._used > _IDLE_LIMIT
