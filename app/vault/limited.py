"""Calls something that may never return, and waits no longer than a limit."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class _Returned(Generic[T]):
    value: T


def call_with_limit(call: Callable[[], T], limit_seconds: float, name: str) -> T:
    """What `call()` returns or raises; `TimeoutError` after `limit_seconds`.

    A system keyring may wait for its owner to unlock it, with no way to stop it. Such a
    call is left behind in a daemon thread called `name`, which ends when it returns.
    """
    ended: queue.SimpleQueue[_Returned[T] | BaseException] = queue.SimpleQueue()

    def work() -> None:
        try:
            ended.put(_Returned(call()))
        except BaseException as error:
            ended.put(error)
            if not isinstance(error, Exception):
                raise

    thread = threading.Thread(target=work, name=name, daemon=True)
    thread.start()
    try:
        end = ended.get(timeout=limit_seconds)
    except queue.Empty:
        raise TimeoutError(f"no answer within {limit_seconds:g} seconds") from None
    thread.join()
    if isinstance(end, BaseException):
        raise end
    return end.value
