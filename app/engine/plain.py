"""Keeps a journal to plain data without secrets."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from app.redaction import looks_secret


def as_plain(value: object, where: str = "") -> Any:
    """A copy of `value` of nothing but dict, list, str, int, float, bool and None.

    Raises `TypeError` for anything else, `app.secret.Secret` first of all, and `ValueError`
    for a text that looks like a secret or a number that JSON does not know; the message
    names the place (`where`), never the value.
    """
    if isinstance(value, str):
        if looks_secret(value):
            raise ValueError(f"{where or 'the value'} looks like a secret and is not written down")
        return str(value)  # the text of an enum's member, not the member
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, float) and math.isfinite(value):
        return value
    if isinstance(value, float):
        raise ValueError(f"{where or 'the value'} is not a finite number")
    if isinstance(value, Mapping):
        return {_key(key, where): as_plain(item, f"{where}.{key}") for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [as_plain(item, f"{where}[{n}]") for n, item in enumerate(value)]
    raise TypeError(f"{where or 'the value'} is a {type(value).__name__}, which is not plain data")


def _key(key: object, where: str) -> str:
    if not isinstance(key, str):
        raise TypeError(f"{where or 'the value'} has a key that is a {type(key).__name__}")
    if looks_secret(key):
        raise ValueError(f"a key of {where or 'the value'} looks like a secret")
    return str(key)
