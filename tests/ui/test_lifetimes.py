"""The end of a job may come after the window that asked for it was closed."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal
from shiboken6 import delete

from ui.lifetimes import while_there


class Asked(QObject):
    done = Signal(object)


def test_a_function_is_called_only_while_its_owner_is_there() -> None:
    asked, owner = Asked(), QObject()
    heard: list[object] = []
    asked.done.connect(while_there(owner, heard.append))
    asked.done.emit("before")
    delete(owner)
    asked.done.emit("after")
    assert heard == ["before"]
