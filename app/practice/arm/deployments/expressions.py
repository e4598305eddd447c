"""The language in the square brackets of templates: `[concat(parameters('name'), '-nic')]`.

A text is parsed into nodes; nodes are evaluated over a `Scope`, which knows the functions.
Arguments are handed on unevaluated, because `if` looks at one of its branches only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from app.practice.errors import ArmError

_TOKEN = re.compile(r"\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_$][\w$]*)|([()\[\].,]))")

_DEEPEST = 100
"""Calls in calls, and properties of properties."""
_LONGEST_NUMBER = 18

Argument = Callable[[], Any]


class Scope(Protocol):
    def call(self, function: str, arguments: Sequence[Argument]) -> Any:
        """The value of a function; raises `ArmError`."""


@dataclass(frozen=True)
class Literal:
    value: str | int


@dataclass(frozen=True)
class Call:
    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Part:
    """`of.key` or `of[key]`."""

    of: Node
    key: Node


Node = Literal | Call | Part


def invalid_template(message: str) -> ArmError:
    return ArmError(400, "InvalidTemplate", f"Deployment template validation failed: '{message}'.")


def is_expression(text: str) -> bool:
    return text.startswith("[") and text.endswith("]") and not text.startswith("[[")


def parse(text: str) -> Node:
    """The node of an expression with its brackets. Raises the refusal of a wrong one."""
    return _Parser(text).whole()


def evaluate(value: Any, scope: Scope) -> Any:
    """`value` (any JSON) with every expression in it replaced by what it gives."""
    if isinstance(value, dict):
        return {_key(name, scope): evaluate(item, scope) for name, item in value.items()}
    if isinstance(value, list):
        return [evaluate(item, scope) for item in value]
    if not isinstance(value, str):
        return value
    if is_expression(value):
        return value_of(parse(value), scope)
    return value[1:] if value.startswith("[[") else value


def value_of(node: Node, scope: Scope) -> Any:
    if isinstance(node, Literal):
        return node.value
    if isinstance(node, Call):
        later = [_later(argument, scope) for argument in node.arguments]
        return scope.call(node.function, later)
    return _part(value_of(node.of, scope), value_of(node.key, scope))


def calls_in(value: Any) -> Iterator[Call]:
    """Every call of a function that stands anywhere in `value`."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from calls_in(name)
            yield from calls_in(item)
    elif isinstance(value, list):
        for item in value:
            yield from calls_in(item)
    elif isinstance(value, str) and is_expression(value):
        yield from _calls(parse(value))


def _calls(node: Node) -> Iterator[Call]:
    if isinstance(node, Call):
        yield node
        for argument in node.arguments:
            yield from _calls(argument)
    elif isinstance(node, Part):
        yield from _calls(node.of)
        yield from _calls(node.key)


def _key(name: str, scope: Scope) -> str:
    return str(evaluate(name, scope))


def _later(node: Node, scope: Scope) -> Argument:
    return lambda: value_of(node, scope)


def _part(of: Any, key: Any) -> Any:
    if isinstance(of, dict):
        for name, value in of.items():
            if name.lower() == str(key).lower():
                return value
        names = ", ".join(of)
        raise invalid_template(
            f"The language expression property '{key}' doesn't exist, available properties are "
            f"'{names}'."
        )
    if isinstance(of, list) and isinstance(key, int) and 0 <= key < len(of):
        return of[key]
    raise invalid_template(f"The language expression property '{key}' can't be evaluated.")


class _Parser:
    def __init__(self, text: str) -> None:
        self._text = text
        self._tokens = list(_tokens(text))
        self._at = 0
        self._depth = 0

    def whole(self) -> Node:
        node = self._node()
        if self._at != len(self._tokens):
            raise self._wrong()
        return node

    def _node(self) -> Node:
        before = self._depth
        self._go_deeper()
        node = self._first()
        while self._peek() in (".", "["):
            self._go_deeper()
            if self._take() == ".":
                node = Part(node, Literal(self._take()))
            else:
                node = Part(node, self._node())
                self._expect("]")
        self._depth = before
        return node

    def _go_deeper(self) -> None:
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._wrong()

    def _first(self) -> Node:
        token = self._take()
        if token.startswith("'"):
            return Literal(token[1:-1].replace("''", "'"))
        if re.fullmatch(r"-?\d+", token) and len(token) <= _LONGEST_NUMBER:
            return Literal(int(token))
        if not re.match(r"[A-Za-z_$]", token):
            raise self._wrong()
        self._expect("(")
        arguments: list[Node] = []
        while self._peek() != ")":
            if arguments:
                self._expect(",")
            arguments.append(self._node())
        self._expect(")")
        return Call(token.lower(), tuple(arguments))

    def _peek(self) -> str:
        return self._tokens[self._at] if self._at < len(self._tokens) else ""

    def _take(self) -> str:
        token = self._peek()
        if not token:
            raise self._wrong()
        self._at += 1
        return token

    def _expect(self, token: str) -> None:
        if self._take() != token:
            raise self._wrong()

    def _wrong(self) -> ArmError:
        return invalid_template(f"The language expression '{self._text[1:-1]}' is not valid.")


def _tokens(text: str) -> Iterator[str]:
    inner, at = text[1:-1].rstrip(), 0
    while at < len(inner):
        match = _TOKEN.match(inner, at)
        if match is None:
            raise invalid_template(f"The language expression '{inner}' is not valid.")
        yield match[match.lastindex or 0].strip()
        at = match.end()
