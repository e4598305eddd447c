"""A resolver that finds nothing for a while, right after a connection broke."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final
from unittest.mock import patch

from urllib3.util.connection import is_connection_dropped

_TIMES: Final = 2


@contextmanager
def no_name_after(broke: Callable[[], bool]) -> Iterator[None]:
    """While inside: once `broke` says so, no connection is left, and the next two look-ups of
    a name fail. What stands in is the system's resolver alone; the rest is the app's own.
    """
    look_up = socket.getaddrinfo
    left, seen, lock = _TIMES, False, threading.RLock()

    def lost() -> bool:
        nonlocal seen
        with lock:
            seen = seen or broke()
            return seen and left > 0

    def find(*asked: Any, **options: Any) -> Any:
        nonlocal left
        with lock:
            fails = lost()
            left -= fails
        if fails:
            raise socket.gaierror(socket.EAI_AGAIN, "Temporary failure in name resolution")
        return look_up(*asked, **options)

    def is_dropped(connection: Any) -> bool:
        return lost() or is_connection_dropped(connection)

    with (
        patch.object(socket, "getaddrinfo", find),
        patch("urllib3.connectionpool.is_connection_dropped", is_dropped),
    ):
        yield
    assert left == 0, "every name was found"
