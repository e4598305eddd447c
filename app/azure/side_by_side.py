"""Runs a few blocking calls at once and waits for all of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


def side_by_side(calls: Sequence[Callable[[], T]]) -> list[T]:
    """The results in order. Raises the first failure in that order, after all have ended.

    The calls must honour a cancel token of their own; nothing here ends them.
    """
    with ThreadPoolExecutor(max_workers=max(1, len(calls)), thread_name_prefix="azure") as pool:
        futures = [pool.submit(call) for call in calls]
    return [future.result() for future in futures]
