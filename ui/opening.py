"""The application, which the desktop of macOS hands plan files to while it runs."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication


class Application(QApplication):
    """`file_opened` carries the path of each file that is double-clicked or dropped on the icon."""

    file_opened = Signal(str)

    def event(self, event: QEvent) -> bool:
        # not a filter: that would see every event of every widget
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_opened.emit(event.file())
            return True
        return super().event(event)
