"""Waiting for a condition instead of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LOOK_EVERY_SECONDS = 0.02
PATIENCE_SECONDS = 120.0
"""For what takes moments: even on a busy computer only what never comes true takes longer."""


def wait_until(
    condition: Callable[[], bool],
    *,
    limit_seconds: float = PATIENCE_SECONDS,
    what: str = "the condition",
) -> None:
    """Return as soon as `condition` holds; fail the test if it does not within the limit."""
    pause = threading.Event()
    deadline = time.monotonic() + limit_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"{what} did not come true in {limit_seconds} seconds")
        pause.wait(_LOOK_EVERY_SECONDS)
