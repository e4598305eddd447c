"""How long the service takes before it answers, beside what operations take.

Round figures for a client that is not next door; only their order is known. Waits of less
than a tick of the clock are left out, so that a fast cloud is not slowed down by its timer.
"""

from __future__ import annotations

import asyncio
import re
from contextlib import suppress
from typing import Final

from starlette.requests import Request

from app.practice.clock import ServiceClock

_READ: Final = 0.15
_WRITE: Final = 0.6
_SLOWER: Final = tuple(
    (re.compile(pattern, re.IGNORECASE), seconds)
    for pattern, seconds in (
        (r"/skus$", 2.0),  # thousands of entries, even for one region
        (r"/providers/Microsoft\.ResourceGraph/", 0.5),
        (r"/(usages|locations|vmSizes)$", 0.4),
        (r"/artifacttypes/", 0.3),
        (r"/CheckDnsNameAvailability$", 0.5),
        (r"/providers/Microsoft\.Authorization/", 0.4),
        (r"/checkPolicyRestrictions$", 0.9),
        (r"/agreements/", 0.7),
    )
)
_TICK: Final = 0.002
_LATE: Final = 20.0
_STALLED: Final = 300.0
"""Of this computer's time: more than any client's own limit."""


def seconds_before_answer(method: str, path: str) -> float:
    """Seconds of service time."""
    slower = next((seconds for pattern, seconds in _SLOWER if pattern.search(path)), None)
    if slower is not None:
        return slower
    return _READ if method in ("GET", "HEAD") else _WRITE


async def as_slow_as_the_service(clock: ServiceClock, method: str, path: str) -> None:
    seconds = seconds_before_answer(method, path) / clock.speed
    if seconds >= _TICK:
        await asyncio.sleep(seconds)


async def later(clock: ServiceClock) -> None:
    """Be late by so much that a user would wonder."""
    await asyncio.sleep(_LATE / clock.speed)


async def until_given_up(request: Request) -> None:
    """Leave `request`, whose body was read, unanswered until its client closes the connection."""
    with suppress(TimeoutError):
        async with asyncio.timeout(_STALLED):
            while (await request.receive())["type"] != "http.disconnect":
                pass
