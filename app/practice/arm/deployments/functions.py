"""Functions of templates that need nothing but their arguments. Names are in lower case."""

from __future__ import annotations

import base64
import hashlib
import json
import uuid
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

_GUIDS = uuid.UUID("11fb06fb-712d-4ddd-98c7-e71bbd588830")
_LETTERS = "abcdefghijklmnopqrstuvwxyz234567"


def text_of(value: Any) -> str:
    """A value as `string` and `concat` write it."""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, dict | list):
        return json.dumps(value, separators=(",", ":"), ensure_ascii=False)
    return "" if value is None else str(value)


def concat(*parts: Any) -> Any:
    """Lists are joined to one list, everything else to one text."""
    if parts and all(isinstance(part, list) for part in parts):
        return [item for part in parts for item in part]
    return "".join(text_of(part) for part in parts)


def unique_string(*parts: Any) -> str:
    """13 letters and digits that depend on the parts alone; not those that Azure would give."""
    digest = hashlib.sha256("-".join(text_of(part) for part in parts).encode()).digest()
    number = int.from_bytes(digest[:9], "big")
    return "".join(_LETTERS[(number >> 5 * place) & 31] for place in range(13))


def guid(*parts: Any) -> str:
    return str(uuid.uuid5(_GUIDS, "-".join(text_of(part) for part in parts)))


def _format(pattern: str, *values: Any) -> str:
    for number, value in enumerate(values):
        pattern = pattern.replace("{" + str(number) + "}", text_of(value))
    return pattern


def _contains(where: Any, what: Any) -> bool:
    if isinstance(where, dict):
        return str(what).lower() in {name.lower() for name in where}
    return bool(what in where)


def _union(*parts: Any) -> Any:
    if all(isinstance(part, dict) for part in parts):
        joined: dict[str, Any] = {}
        for part in parts:
            joined |= part
        return joined
    items: list[Any] = []
    for part in parts:
        items += [item for item in part if item not in items]
    return items


def _split(text: str, at: Any) -> list[str]:
    marks = at if isinstance(at, list) else [at]
    for mark in marks[1:]:
        text = text.replace(mark, marks[0])
    return text.split(marks[0])


def _numbers(values: tuple[Any, ...]) -> Any:
    return values[0] if len(values) == 1 and isinstance(values[0], list) else values


def _create_object(*parts: Any) -> dict[str, Any]:
    return dict(zip(parts[::2], parts[1::2], strict=True))


def _equal(first: Any, second: Any) -> bool:
    return bool(first == second and isinstance(first, bool) == isinstance(second, bool))


FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = MappingProxyType(
    {
        "add": lambda a, b: a + b,
        "array": lambda value: value if isinstance(value, list) else [value],
        "base64": lambda text: base64.b64encode(text.encode()).decode(),
        "base64tostring": lambda text: base64.b64decode(text).decode(),
        "bool": lambda value: value if isinstance(value, bool) else text_of(value) in ("true", "1"),
        "concat": concat,
        "contains": _contains,
        "createarray": lambda *items: list(items),
        "createobject": _create_object,
        "div": lambda a, b: int(a / b),
        "empty": lambda value: not value,
        "endswith": lambda text, end: text.lower().endswith(end.lower()),
        "equals": _equal,
        "false": lambda: False,
        "first": lambda value: value[0],
        "format": _format,
        "greater": lambda a, b: a > b,
        "greaterorequals": lambda a, b: a >= b,
        "guid": guid,
        "indexof": lambda text, what: text.lower().find(what.lower()),
        "int": int,
        "join": lambda items, between: between.join(text_of(item) for item in items),
        "json": json.loads,
        "last": lambda value: value[-1],
        "length": len,
        "less": lambda a, b: a < b,
        "lessorequals": lambda a, b: a <= b,
        "max": lambda *values: max(_numbers(values)),
        "min": lambda *values: min(_numbers(values)),
        "mod": lambda a, b: a % b,
        "mul": lambda a, b: a * b,
        "not": lambda value: not value,
        "null": lambda: None,
        "padleft": lambda text, width, fill=" ": text_of(text).rjust(width, fill),
        "range": lambda start, count: list(range(start, start + count)),
        "replace": lambda text, old, new: text.replace(old, new),
        "skip": lambda value, count: value[count:],
        "split": _split,
        "startswith": lambda text, start: text.lower().startswith(start.lower()),
        "string": text_of,
        "sub": lambda a, b: a - b,
        "substring": lambda text, start, length=None: (
            text[start:] if length is None else text[start : start + length]
        ),
        "take": lambda value, count: value[:count],
        "tolower": lambda text: text.lower(),
        "toupper": lambda text: text.upper(),
        "trim": lambda text: text.strip(),
        "true": lambda: True,
        "union": _union,
        "uniquestring": unique_string,
    }
)
