"""A type for what must never be seen: passwords, private keys, tokens."""

from __future__ import annotations

import hmac
from typing import NoReturn

_DOTS = "••••••••"


class Secret:
    """Holds a text that shows itself as dots everywhere but in `reveal()`.

    It can be neither pickled nor written as JSON by accident, so it cannot slip into a
    journal, an event or a report.
    """

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The text itself, for the one call that needs it."""
        return self._value

    def __repr__(self) -> str:
        return _DOTS

    __str__ = __repr__

    def __format__(self, format_spec: str) -> str:
        return _DOTS

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Secret):
            return NotImplemented
        return hmac.compare_digest(self._value.encode(), other._value.encode())

    def __hash__(self) -> NoReturn:  # equal secrets must not be told apart by a hash either
        raise TypeError("a secret is not hashed")

    def __bool__(self) -> bool:
        return bool(self._value)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a secret is not written down")
