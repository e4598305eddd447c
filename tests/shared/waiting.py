"""Waiting for a condition instead of sleeping."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

_LOOK_EVERY_SECONDS = 0.02


def wait_until(condition: Callable[[], bool], *, limit_seconds: float = 30.0) -> None:
    """Return as soon as `condition` holds; fail the test if it does not within the limit."""
    pause = threading.Event()
    deadline = time.monotonic() + limit_seconds
    while not condition():
        if time.monotonic() > deadline:
            raise AssertionError(f"the condition did not come true in {limit_seconds} seconds")
        pause.wait(_LOOK_EVERY_SECONDS)
