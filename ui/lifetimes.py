"""Functions that a signal outlives.

Qt disconnects the methods of an object that is deleted, but knows nothing of a function that
only uses it: the end of a job may come after the window that asked for it was closed.
"""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject
from shiboken6 import isValid


def while_there(owner: QObject, act: Callable[..., object]) -> Callable[..., None]:
    """`act`, which does nothing any more once Qt has deleted `owner`."""

    def perform(*arguments: object) -> None:
        if isValid(owner):
            act(*arguments)

    return perform
