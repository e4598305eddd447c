"""What the Tab key leads to in a window, and what it ought to."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


def in_tab_order(window: QWidget) -> list[QWidget]:
    """Every widget that Tab leads to, until it comes round."""
    first = QApplication.focusWidget()
    assert first is not None
    seen = [first]
    for _ in range(200):
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        assert now is not None
        if now is first:
            return seen
        if now is not seen[-1]:  # a time has two parts
            seen.append(now)
    raise AssertionError("Tab does not come round")


def tabbable(window: QWidget) -> set[QWidget]:
    return {
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value
        and widget.focusProxy() is None
        and not widget.objectName().startswith("qt_")
    }
