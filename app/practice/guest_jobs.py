"""Work with guests: off the event loop, and in order for each machine."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from app.practice.machines import GuestHost

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
        self._jobs: set[asyncio.Task[object]] = set()

    async def run(self, machine_id: str, job: Callable[[], T]) -> T:
        """Run `job` in a thread. A cancelled caller leaves it running to its end."""
        task = asyncio.create_task(self._locked(machine_id, job))
        self._jobs.add(task)
        task.add_done_callback(self._forget)
        return await asyncio.shield(task)

    async def look(self, job: Callable[[], T]) -> T:
        """Run what changes nothing, at once, whatever else is done with the machine."""
        return await asyncio.get_running_loop().run_in_executor(self._threads, job)

    async def close(self) -> None:
        """Wait for what runs, then shut all guests down."""
        await asyncio.gather(*self._jobs, return_exceptions=True)
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
