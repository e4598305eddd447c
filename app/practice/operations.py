"""Long-running operations: they end by the service clock, watched or not, restart or not.

An operation ends when its service time is over *and* its work with the guest, if it has
any, is done. What then happens to the resources is the business of the part that began it,
which registered a completion under the operation's kind.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime

from app.practice.clock import ServiceClock
from app.practice.errors import ArmError, JsonObject
from app.practice.state import State

_logger = logging.getLogger(__name__)

IN_PROGRESS = "InProgress"
SUCCEEDED = "Succeeded"
FAILED = "Failed"


@dataclass
class Operation:
    """One operation.

    `kind` says what it does ("machine.create"); `due` is a moment of service time;
    `facts` is what its completion needs to know; `outcome` is what the work gave.
    `final_status` is what the Location URL answers at the end.
    """

    id: str
    provider: str
    location: str
    kind: str
    target: str
    due: float
    started: str
    final_status: int = 200
    retry_after: float | None = None
    status: str = IN_PROGRESS
    ended: str = ""
    error: JsonObject | None = None
    outcome: JsonObject | None = None
    facts: JsonObject = field(default_factory=dict)


Work = Callable[[], Awaitable[JsonObject | None]]
"""Does what lies outside the state (the guest), gives the outcome, raises `ArmError`."""


@dataclass(frozen=True)
class Handling:
    """What belongs to a kind of operation.

    `complete` changes the resources once it is over (look at `operation.error`);
    `recover` gives the work that is to be done again after a restart of the process.
    """

    complete: Callable[[Operation], None]
    recover: Callable[[Operation], Work | None] = lambda _: None


def timestamp() -> str:
    """This moment as the service writes it, in UTC."""
    return datetime.now(UTC).isoformat(timespec="microseconds")


class Operations:
    """Begins operations and ends them. Lives on the event loop."""

    def __init__(self, state: State, clock: ServiceClock) -> None:
        self._state = state
        self._clock = clock
        self._handlings: dict[str, Handling] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._speed_changed = asyncio.Event()

    def register(self, kind: str, handling: Handling) -> None:
        self._handlings[kind] = handling

    def begin(self, operation: Operation, work: Work | None = None) -> Operation:
        self._save(operation)
        self._tasks[operation.id] = asyncio.create_task(self._run(operation, work))
        return operation

    def new(
        self, provider: str, location: str, kind: str, target: str, seconds: float
    ) -> Operation:
        """An operation that lasts `seconds` of service time; not begun yet."""
        return Operation(
            id=str(uuid.uuid4()),
            provider=provider,
            location=location,
            kind=kind,
            target=target,
            due=self._clock.now() + seconds,
            started=timestamp(),
        )

    def get(self, operation_id: str) -> Operation | None:
        document = self._state.operation(operation_id)
        return None if document is None else Operation(**document)

    def running(self, target: str) -> Operation | None:
        """The operation under way on the resource `target`, if there is one."""
        for operation in self.all_running():
            if operation.target.lower() == target.lower():
                return operation
        return None

    def all_running(self) -> list[Operation]:
        return [Operation(**document) for document in self._state.operations(IN_PROGRESS)]

    async def ended(self, operation_id: str) -> Operation | None:
        """The operation once it is over; None if there is none of that id."""
        task = self._tasks.get(operation_id)
        if task is not None:
            await asyncio.wait([task])
        return self.get(operation_id)

    def cancel(self, operation: Operation, error: ArmError) -> None:
        """End an operation that a later one has overtaken; its completion is not run."""
        task = self._tasks.pop(operation.id, None)
        if task is not None:
            task.cancel()
        self._end(operation, error.error())

    def resume(self) -> None:
        """After a restart: go on with what was under way."""
        for operation in self.all_running():
            work = self._handlings[operation.kind].recover(operation)
            self._tasks[operation.id] = asyncio.create_task(self._run(operation, work))

    def wake(self) -> None:
        """The speed has changed: every waiting operation looks at the clock anew."""
        self._speed_changed.set()
        self._speed_changed = asyncio.Event()

    async def close(self) -> None:
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _run(self, operation: Operation, work: Work | None) -> None:
        try:
            outcome, error = await self._work(operation, work)
            await self._wait_until(operation.due)
            operation.outcome = outcome
            self._end(operation, error, complete=True)
        finally:
            self._tasks.pop(operation.id, None)

    async def _work(
        self, operation: Operation, work: Work | None
    ) -> tuple[JsonObject | None, JsonObject | None]:
        if work is None:
            return None, None
        try:
            return await work(), None
        except ArmError as error:
            return None, error.error()
        except Exception:
            # The guest host failed in a way nobody foresaw: the service would say as much.
            _logger.exception("operation %s on %s failed", operation.kind, operation.target)
            return None, {
                "code": "InternalExecutionError",
                "message": "An internal execution error occurred.",
            }

    async def _wait_until(self, due: float) -> None:
        while (delay := self._clock.real_seconds_until(due)) > 0:
            changed = self._speed_changed
            try:
                await asyncio.wait_for(changed.wait(), delay)
            except TimeoutError:
                continue

    def _end(
        self, operation: Operation, error: JsonObject | None, *, complete: bool = False
    ) -> None:
        operation.error = operation.error or error
        operation.status = FAILED if operation.error else SUCCEEDED
        operation.ended = timestamp()
        with self._state.change():
            if complete:
                self._handlings[operation.kind].complete(operation)
            self._save(operation)

    def _save(self, operation: Operation) -> None:
        self._state.put_operation(operation.id, operation.status, asdict(operation))
