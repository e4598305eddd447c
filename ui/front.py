"""Brings a window to where the user looks."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget


def bring_to_front(window: QWidget) -> None:
    """Show `window` above all others; where the system does not let it, its taskbar says so."""
    window.setWindowState(window.windowState() & ~Qt.WindowState.WindowMinimized)
    window.show()
    window.raise_()
    window.activateWindow()
    QApplication.alert(window)
