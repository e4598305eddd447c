"""Collects cyclic garbage in the GUI thread, and in no other.

Python's collector runs in whichever thread happens to allocate next. A closed window is part
of cycles (its signals hold functions that hold the window), so a worker would destroy it, which
Qt allows in the window's own thread only ("Threads and QObjects"): the program dies of it, soon
or much later.
"""

from __future__ import annotations

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer

_LOOK_EVERY_MILLISECONDS: Final = 200


class GarbageCollector(QObject):
    """Stands in for Python's automatic collector from its making until it is closed."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self._timer = QTimer(self)
        self._timer.setInterval(_LOOK_EVERY_MILLISECONDS)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def close(self) -> None:
        """Leave it to Python again: no worker runs any more."""
        self._timer.stop()
        gc.enable()

    def _look(self) -> None:
        """Collect the oldest generation that is due by Python's own thresholds."""
        counts = list(zip(gc.get_count(), gc.get_threshold(), strict=True))
        for generation, (count, threshold) in reversed(list(enumerate(counts))):
            if 0 < threshold < count:
                gc.collect(generation)
                return
