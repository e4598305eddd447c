"""Work with guests: off the event loop, and in order for each machine."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.practice.machines import GuestHost

_logger = logging.getLogger(__name__)
T = TypeVar("T")

_AT_ONCE = 16


class GuestJobs:
    """Runs calls to the `GuestHost`. A machine's next job starts when its last has ended,
    even if nobody waits for that one any more.
    """

    def __init__(self, host: GuestHost) -> None:
        self.host = host
        self._threads = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="guest")
        self._locks: dict[str, asyncio.Lock] = {}
        self._preparing: asyncio.Task[None] | None = None
        self._jobs: set[asyncio.Task[object]] = set()

    async def run(self, machine_id: str, job: Callable[[], T]) -> T:
        """Run `job` in a thread. A cancelled caller leaves it running to its end."""
        task = asyncio.create_task(self._locked(machine_id, job))
        self._jobs.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    def prepare_soon(self) -> None:
        """Begin to make what all guests share; a machine that needs it waits for it."""
        if self._preparing is None:
            self._preparing = asyncio.create_task(self._prepare())

    async def _prepare(self) -> None:
        try:
            await self.look(self.host.prepare)
        except Exception:
            # The first machine tries again, and its failure is the one that users see.
            _logger.exception("preparing the guests failed")

    async def look(self, job: Callable[[], T]) -> T:
        """Run what changes nothing, at once, whatever else is done with the machine."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    async def close(self) -> None:
        """Wait for what runs, then shut all guests down."""
        waiting = [*self._jobs, *([self._preparing] if self._preparing else [])]
        await asyncio.gather(*waiting, return_exceptions=True)
        await asyncio.get_running_loop().run_in_executor(self._threads, self.host.close)
        self._threads.shutdown()

    async def _locked(self, machine_id: str, job: Callable[[], T]) -> T:
        async with self._locks.setdefault(machine_id, asyncio.Lock()):
            return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    def _forget(self, task: asyncio.Task[object]) -> None:
        self._jobs.discard(task)
        if not task.cancelled():
            # Whoever waits gets the exception too; asking here keeps it from being
            # reported as lost when the waiter was cancelled.
            task.exception()
