"""What nobody caught, in whichever thread, is shown to the user instead of lost."""

from __future__ import annotations

import sys
import threading
from types import TracebackType

from PySide6.QtCore import QObject, Signal

from ui.bridge import Bridge


class Mishaps(QObject):
    """`happened` carries an exception, in the GUI thread. Before `watch` it watches nothing."""

    happened = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._arrived)

    def watch(self) -> None:
        """Take over the two hooks of the interpreter."""
        sys.excepthook = self._in_gui_thread
        threading.excepthook = self._in_thread

    def _in_gui_thread(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        if isinstance(error, Exception):
            self._bridge.post(error)
        else:  # somebody at the terminal wants the program to end
            sys.__excepthook__(kind, error, trace)

    def _in_thread(self, found: threading.ExceptHookArgs) -> None:
        if isinstance(found.exc_value, Exception):
            self._bridge.post(found.exc_value)

    def _arrived(self, errors: list[object]) -> None:
        for error in errors:
            self.happened.emit(error)
