"""The one crossing from worker threads into the GUI thread.

Workers call `Bridge.post` from any thread; the GUI thread gets the same things, in order,
in lists, through the one signal `arrived`. A burst costs one wake-up, and no delivery takes
longer than `BUDGET_SECONDS`, so that painting and typing are never held up by a log.
"""

from __future__ import annotations

import threading
import time
from collections import deque
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

BUDGET_SECONDS: Final = 0.010
BATCH: Final = 500
"""The most things in one delivery."""

MOST_WAITING: Final = 2_000
"""More things make their sender wait: thousands of live objects make the interpreter's own
collector stop everything for longer than a window may stand still."""

LONGEST_WAIT_SECONDS: Final = 1.0
"""A window that does not take anything any more holds nobody up for longer."""

PAUSE_MS: Final = 15
"""The pause between two deliveries of a burst, in which the window paints."""


class Bridge(QObject):
    """Give one to everything that works in threads; connect panes to `arrived`."""

    arrived = Signal(list)
    _wake = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = threading.Lock()
        self._room = threading.Condition(self._lock)
        self._closed = False
        self._waiting: deque[object] = deque()
        self._awake = False
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._pause.timeout.connect(self._deliver)
        self._wake.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def post(self, thing: object) -> None:
        """Hand `thing` to the GUI thread, from any other thread; waits while it is far behind."""
        with self._lock:
            self._room.wait_for(self._has_room, LONGEST_WAIT_SECONDS)
            self._waiting.append(thing)
            if self._awake:
                return
            self._awake = True
        self._wake.emit()

    def close(self) -> None:
        """Nobody waits any more: the window is about to go."""
        with self._lock:
            self._closed = True
            self._room.notify_all()

    def _has_room(self) -> bool:
        here = threading.current_thread() is threading.main_thread()
        return self._closed or here or len(self._waiting) < MOST_WAITING

    @Slot()
    def _deliver(self) -> None:
        end = time.monotonic() + BUDGET_SECONDS
        while time.monotonic() < end:
            batch = self._take()
            if not batch:
                return
            self.arrived.emit(batch)
        self._pause.start()

    def _take(self) -> list[object]:
        with self._lock:
            batch = [self._waiting.popleft() for _ in range(min(BATCH, len(self._waiting)))]
            if not batch:
                self._awake = False
            self._room.notify_all()
            return batch
