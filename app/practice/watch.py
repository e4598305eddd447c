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
from app.practice.arm.references import MACHINE
from app.practice.arm.schedules import Schedules
from app.practice.cloud import Cloud

_logger = logging.getLogger(__name__)
_EVERY = 2.0
_LOOKS = 3
"""So often a guest must be found ended: while it reboots it does not run for a moment."""
_IDLE_LIMIT = 15 * 60.0


class CountsCalls(Protocol):
    calls: int


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
                continue
            self._ended[guest] += 1
            if self._ended[guest] >= _LOOKS and not self._is_busy(machine.id):
                self._note_stopped(machine.id)

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
