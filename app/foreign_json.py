"""JSON that somebody else wrote: a machine, a service, a file that may be spoilt.

`json.loads` takes more than JSON and more than a program can work with: what is nested so
deeply that it raises another error, numbers that are none or that no float holds, and halves
of characters that cannot be written down again. Here all that is a `ValueError`.
"""

from __future__ import annotations

import json
import math
from typing import Any, Final

_DEEPEST: Final = 64
_LONGEST_NUMBER: Final = 300
"""Digits; a float ends at 10^308."""


def decoded(source: str | bytes) -> Any:
    """The value of the JSON text `source` (bytes are UTF-8). Raises `ValueError`."""
    text = source.decode("utf-8-sig") if isinstance(source, bytes) else source
    try:
        value = json.loads(text, parse_constant=_number, parse_float=_number, parse_int=_whole)
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    _check(value)
    return value


def _number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise ValueError(f"not a number: {digits[:20]}")
    return number


def _whole(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER:
        raise ValueError(f"a number too large: {digits[:20]}…")
    return int(digits)


def _check(value: Any) -> None:
    level = [value]
    for _ in range(_DEEPEST):
        below: list[Any] = []
        for one in level:
            if isinstance(one, str):
                one.encode()  # a lone surrogate is a UnicodeEncodeError, and so a ValueError
            elif isinstance(one, dict):
                below += (*one.keys(), *one.values())
            elif isinstance(one, list):
                below += one
        if not below:
            return
        level = below
    raise ValueError("nested too deeply")
