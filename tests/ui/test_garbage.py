"""Windows are destroyed in their own thread, whichever thread makes garbage."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot


class Window(QWidget):
    """Part of a cycle, as windows are whose signals hold functions of theirs."""

    def __init__(self, gone: Callable[[], object]) -> None:
        super().__init__()
        self.itself = self
        weakref.finalize(self, gone)


def litter() -> None:
    """Enough to make Python's collector run in this thread, were it allowed to."""
    for _ in range(100 * gc.get_threshold()[0]):
        ring: list[object] = []
        ring.append(ring)


def test_a_window_dies_in_the_gui_thread_while_another_one_litters() -> None:
    died_in: list[threading.Thread] = []
    window = Window(lambda: died_in.append(threading.current_thread()))
    del window
    with ThreadPoolExecutor(1) as worker:
        worker.submit(litter).result()
    assert died_in == []
    gc.collect()
    assert died_in == [threading.main_thread()]


def test_the_collector_runs_by_itself(qtbot: QtBot) -> None:
    died: list[bool] = []
    window = Window(lambda: died.append(True))
    del window

    def littered() -> bool:
        litter()
        return bool(died)

    qtbot.waitUntil(littered)
