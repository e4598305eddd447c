"""Values of the SDK's models as the service wrote them."""

from __future__ import annotations

from enum import Enum


def wire(value: object) -> str:
    """The text behind an SDK value, which may be an enumeration, a text or nothing.

    (`str()` of an SDK enumeration is the Python name of its member.)
    """
    if isinstance(value, Enum):
        return str(value.value)
    return "" if value is None else str(value)
