"""The value of an expression of a Resource Graph query, with Kusto's rules for what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from app.practice.arm.graph_query import (
    Combination,
    Comparison,
    Expression,
    Function,
    Literal,
    Path,
    QueryError,
)

Row = Mapping[str, Any]
_LONGEST_TEXT: Final = 1024 * 1024
"""As in Kusto (learn.microsoft.com, "The string data type")."""


def value_of(expression: Expression, row: Row) -> Any:
    """The value as JSON has it; None for what is not there."""
    match expression:
        case Literal(value):
            return value
        case Path(column, inside):
            return _found(row[column], inside)
        case Function(name, arguments):
            return _FUNCTIONS[name](*(value_of(argument, row) for argument in arguments))
        case Comparison(operator, left, right):
            wanted = [value_of(value, row) for value in right]
            return _compared(operator, value_of(left, row), wanted)
        case Combination(word, parts):
            truths = (truth_of(part, row) for part in parts)
            return all(truths) if word == "and" else any(truths)


def truth_of(expression: Expression, row: Row) -> bool:
    """Whether a condition holds; nothing is not true. Raises `QueryError` for other values."""
    value = value_of(expression, row)
    if value is None or isinstance(value, bool):
        return bool(value)
    raise QueryError("a condition must be true or false")


def order_of(first: Any, second: Any) -> int:
    """-1, 0 or 1: nothing before something, numbers before texts (arbitrary, but settled)."""
    left, right = _sortable(first), _sortable(second)
    return (left > right) - (left < right)


def _sortable(value: Any) -> tuple[int, float, str]:
    if value is None:
        return 0, 0.0, ""
    if isinstance(value, bool | int | float):
        return 1, float(value), ""
    return 2, 0.0, _text(value)


def _found(value: Any, inside: Sequence[str | int]) -> Any:
    for step in inside:
        if isinstance(value, Mapping) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def _compared(operator: str, left: Any, right: Sequence[Any]) -> bool:
    if operator.startswith("!"):
        positive = {"!=": "==", "!~": "=~"}.get(operator, operator[1:])
        return not _compared(positive, left, right)
    if operator in _SIZES:
        both_numbers = _is_number(left) and _is_number(right[0])
        both_texts = isinstance(left, str) and isinstance(right[0], str)
        return (both_numbers or both_texts) and _SIZES[operator](order_of(left, right[0]))
    if operator == "==":
        return _same(left, right[0])
    if operator == "in":
        return any(_same(left, value) for value in right)
    text = _text(left).lower()
    return any(_TEXTS[operator](text, _text(value).lower()) for value in right)


def _same(left: Any, right: Any) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    if _is_number(left) or _is_number(right):
        return bool(left == right)
    return _text(left) == _text(right)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _text(value: Any) -> str:
    """`tostring()`: nothing is an empty text, an object is its JSON."""
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, separators=(",", ":"))


def _joined(values: Sequence[Any]) -> str:
    texts = [_text(value) for value in values]
    if sum(map(len, texts)) > _LONGEST_TEXT:
        raise QueryError("a text is too long")
    return "".join(texts)


def _is_empty(value: Any) -> bool:
    return value is None or value == ""


_SIZES: Final[Mapping[str, Callable[[int], bool]]] = {
    "<": lambda order: order < 0,
    ">": lambda order: order > 0,
    "<=": lambda order: order <= 0,
    ">=": lambda order: order >= 0,
}

_TEXTS: Final[Mapping[str, Callable[[str, str], bool]]] = {
    "=~": lambda text, wanted: text == wanted,
    "in~": lambda text, wanted: text == wanted,
    "contains": lambda text, wanted: wanted in text,
    "startswith": lambda text, wanted: text.startswith(wanted),
    "endswith": lambda text, wanted: text.endswith(wanted),
}

_FUNCTIONS: Final[Mapping[str, Callable[..., Any]]] = {
    "tolower": lambda value: _text(value).lower(),
    "toupper": lambda value: _text(value).upper(),
    "tostring": _text,
    "isnull": lambda value: value is None,
    "isnotnull": lambda value: value is not None,
    "isempty": _is_empty,
    "isnotempty": lambda value: not _is_empty(value),
    "not": lambda value: not value,
    "strcat": lambda *values: _joined(values),
    "coalesce": lambda *values: next((value for value in values if not _is_empty(value)), None),
}
