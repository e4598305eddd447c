"""One lock per guest, so that calls about different guests do not wait for each other."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager


class LockPerGuest:
    def __init__(self) -> None:
        self._all: defaultdict[str, threading.RLock] = defaultdict(threading.RLock)
        self._guard = threading.Lock()

    @contextmanager
    def holding(self, machine_id: str) -> Iterator[None]:
        with self._guard:
            lock = self._all[machine_id]
        with lock:
            yield
