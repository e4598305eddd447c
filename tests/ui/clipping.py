"""Finds words that do not fit where they stand."""

from __future__ import annotations

from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QMenuBar,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QWidget,
)

from ui.widgets.elided import Elided


def clipped(window: QWidget) -> list[str]:
    """The visible labels and buttons of `window` that get less room than their words need."""
    return [
        f"{type(widget).__name__} {_words(widget)!r}: {lack}"
        for widget in window.findChildren(QWidget)
        if widget.isVisible() and (lack := _lack(widget))
    ]


def _lack(widget: QWidget) -> str:
    if isinstance(widget, QScrollArea):
        return _sideways(widget)
    if isinstance(widget, QLabel):
        return _label_lack(widget)
    if isinstance(widget, QPushButton | QCheckBox | QRadioButton):
        needed, has = widget.sizeHint(), widget.size()
        if has.width() < needed.width() or has.height() < needed.height():
            return f"needs {needed.toTuple()}, has {has.toTuple()}"
    return ""


def _label_lack(label: QLabel) -> str:
    if not label.text() or isinstance(label, Elided):
        return ""
    if label.wordWrap():
        needed = label.heightForWidth(label.width())
        word = label.minimumSizeHint().width()
        if label.height() < needed or label.width() < word:
            return f"needs {word} x {needed}, has {label.size().toTuple()}"
        return ""
    hint = label.sizeHint()
    short = label.width() < hint.width() or label.height() < hint.height()
    return f"needs {hint.toTuple()}, has {label.size().toTuple()}" if short else ""


def _sideways(area: QScrollArea) -> str:
    """A page may be longer than its window, never wider."""
    inside = area.widget()
    room = area.viewport().width()
    if inside is not None and inside.width() > room:
        return f"{inside.width()} wide in {room}"
    return ""


def outside(window: QWidget) -> list[str]:
    """Buttons of `window` itself that stand partly outside of their parent."""
    return [
        _words(widget)
        for widget in window.findChildren(QAbstractButton)
        if widget.isVisible()
        and not isinstance(widget.parentWidget(), QMenuBar)
        and not _stands_in(widget.parentWidget(), widget)
        and not widget.objectName().startswith("qt_")
    ]


def _stands_in(parent: QWidget | None, widget: QWidget) -> bool:
    return parent is None or parent.rect().contains(widget.geometry())


def _words(widget: QWidget) -> str:
    text = getattr(widget, "text", None)
    return str(text()) if callable(text) else widget.objectName()
