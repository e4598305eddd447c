"""The part of OData that people use with the price list.

`field eq 'value'`, `ne`, `contains(field, 'value')`, `startswith`, `endswith`, joined by
`and` and `or`, with parentheses. Values are compared with regard to letter case.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

Row = Mapping[str, Any]
Test = Callable[[Row], bool]

_IN_FILTERS: Mapping[str, str] = {"priceType": "type"}
"""Properties that filters call otherwise than the rows do."""

_TOKEN = re.compile(r"\s*('(?:[^']|'')*'|\w+|[(),])")
_DEEPEST = 40
_FUNCTIONS: Mapping[str, Callable[[str, str], bool]] = {
    "contains": lambda text, part: part in text,
    "startswith": lambda text, part: text.startswith(part),
    "endswith": lambda text, part: text.endswith(part),
}


class FilterError(ValueError):
    """The filter is not understood."""


def parse_filter(text: str) -> Test:
    """The test that a filter is; without one every row passes."""
    if not text.strip():
        return lambda _: True
    return _Parser(_tokens(text)).whole()


def _tokens(text: str) -> list[str]:
    tokens, place = [], 0
    while place < len(text.rstrip()):
        match = _TOKEN.match(text, place)
        if match is None:
            raise FilterError(f"Invalid $filter near '{text[place:][:20]}'.")
        tokens.append(match[1])
        place = match.end()
    return tokens


class _Parser:
    def __init__(self, tokens: list[str]) -> None:
        self._tokens = tokens
        self._depth = 0

    def whole(self) -> Test:
        test = self._either()
        if self._tokens:
            raise FilterError(f"Invalid $filter: '{self._tokens[0]}' is not expected.")
        return test

    def _either(self) -> Test:
        tests = [self._all()]
        while self._next_is("or"):
            tests.append(self._all())
        return lambda row: any(test(row) for test in tests)

    def _all(self) -> Test:
        tests = [self._one()]
        while self._next_is("and"):
            tests.append(self._one())
        return lambda row: all(test(row) for test in tests)

    def _one(self) -> Test:
        if self._next_is("("):
            self._depth += 1
            if self._depth > _DEEPEST:
                raise FilterError("Invalid $filter: it is too deep.")
            test = self._either()
            self._depth -= 1
            self._expect(")")
            return test
        name = self._take()
        if name.lower() in _FUNCTIONS and self._next_is("("):
            return self._function(_FUNCTIONS[name.lower()])
        operator = self._take().lower()
        value = self._value()
        if operator == "eq":
            return lambda row: _text(row, name) == value
        if operator == "ne":
            return lambda row: _text(row, name) != value
        raise FilterError(f"Invalid $filter: the operator '{operator}' is not known.")

    def _function(self, function: Callable[[str, str], bool]) -> Test:
        name = self._take()
        self._expect(",")
        value = self._value()
        self._expect(")")
        return lambda row: function(_text(row, name), value)

    def _value(self) -> str:
        token = self._take()
        if token.startswith("'"):
            return token[1:-1].replace("''", "'")
        if token.lower() in ("true", "false"):
            return token.lower()
        raise FilterError(f"Invalid $filter: a value in quotes is expected, not '{token}'.")

    def _take(self) -> str:
        if not self._tokens:
            raise FilterError("Invalid $filter: it ends too early.")
        return self._tokens.pop(0)

    def _next_is(self, token: str) -> bool:
        if self._tokens and self._tokens[0].lower() == token:
            self._tokens.pop(0)
            return True
        return False

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise FilterError(f"Invalid $filter: '{token}' is expected.")


def _text(row: Row, name: str) -> str:
    name = _IN_FILTERS.get(name, name)
    if name not in row:
        raise FilterError(f"Invalid $filter: there is no property '{name}'.")
    value = row[name]
    return str(value).lower() if isinstance(value, bool) else str(value)
