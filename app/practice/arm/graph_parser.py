"""Reads a query of Resource Graph: its tokens to the tree of `graph_query`."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, TypeVar

from app.practice.arm.graph_query import (
    COMPARISONS,
    FUNCTIONS,
    KINDS,
    LISTS,
    MOST_JOINS,
    TABLES,
    Columns,
    Combination,
    Comparison,
    Count,
    Expression,
    Function,
    Join,
    Limit,
    Literal,
    Operator,
    Order,
    Path,
    Query,
    QueryError,
    Where,
)
from app.practice.arm.graph_tokens import Token, refusal, tokens_of

_Part = TypeVar("_Part")
_DEEPEST: Final = 40
_LONGEST_NUMBER: Final = 18
_ESCAPES: Final = {"n": "\n", "t": "\t"}


def parse(source: str) -> Query:
    """The query in `source`. Raises `QueryError`."""
    return _Parser(source).whole()


class _Parser:
    """Recursive descent, one method for each thing the language knows."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._tokens = tokens_of(source)
        self._next = 0
        self._depth = 0

    def whole(self) -> Query:
        query = self._query()
        if self._here.kind != "end":
            raise self._refusal("the query does not end here")
        if _joins(query) > MOST_JOINS:
            raise QueryError(f"a query has at most {MOST_JOINS} joins")
        return query

    # -- operators

    def _query(self) -> Query:
        token = self._take("word")
        table = token.text.lower()
        if table not in TABLES:
            raise self._refusal("there is no such table", token)
        operators = []
        while self._accept("|"):
            operators.extend(self._operator())
        return Query(table, tuple(operators))

    def _operator(self) -> list[Operator]:
        token = self._take("word")
        known: dict[str, Callable[[], list[Operator]]] = {
            "where": lambda: [Where(self._expression())],
            "extend": lambda: [Columns(self._named(), only=False)],
            "project": lambda: [Columns(self._named(), only=True)],
            "order": self._order,
            "sort": self._order,
            "limit": lambda: [Limit(self._whole_number())],
            "take": lambda: [Limit(self._whole_number())],
            "top": self._top,
            "count": lambda: [Count("Count")],
            "summarize": self._summarize,
            "join": self._join,
        }
        parse_it = known.get(token.text)
        if parse_it is None:
            raise self._refusal("this operator is not understood", token)
        return parse_it()

    def _order(self) -> list[Operator]:
        self._word("by")
        return [Order(self._directions())]

    def _top(self) -> list[Operator]:
        rows = self._whole_number()
        self._word("by")
        return [Order(self._directions()), Limit(rows)]

    def _directions(self) -> tuple[tuple[Expression, bool], ...]:
        by = []
        while True:
            column = self._expression()
            descends = not self._accept_word("asc")
            if descends:
                self._accept_word("desc")
            by.append((column, descends))
            if not self._accept(","):
                return tuple(by)

    def _summarize(self) -> list[Operator]:
        token = self._take("word")
        name = "count_"
        if self._accept("="):
            name, token = token.text, self._take("word")
        if token.text != "count":
            raise self._refusal("only count() is understood", token)
        self._sign("(")
        self._sign(")")
        by = self._named() if self._accept_word("by") else ()
        return [Count(name, by)]

    def _join(self) -> list[Operator]:
        kind = "innerunique"
        if self._accept_word("kind"):
            self._sign("=")
            token = self._take("word")
            kind = token.text
            if kind not in KINDS:
                raise self._refusal("this kind of join is not understood", token)
        self._sign("(")
        right = self._deeper(self._query)
        self._sign(")")
        self._word("on")
        on = [self._take("word").text]
        while self._accept(","):
            on.append(self._take("word").text)
        return [Join(kind, right, tuple(on))]

    def _named(self) -> tuple[tuple[str, Expression], ...]:
        columns = []
        while True:
            start = self._next
            name = self._take("word").text
            if self._accept("="):
                columns.append((name, self._expression()))
            else:
                self._next = start
                value = self._expression()
                if not isinstance(value, Path):
                    raise self._refusal("this needs a name")
                columns.append((value.name, value))
            if not self._accept(","):
                return tuple(columns)

    # -- expressions

    def _expression(self) -> Expression:
        def conjunction() -> Expression:
            return self._combined("and", self._comparison)

        return self._deeper(lambda: self._combined("or", conjunction))

    def _combined(self, word: str, part: Callable[[], Expression]) -> Expression:
        parts = [part()]
        while self._accept_word(word):
            parts.append(part())
        return parts[0] if len(parts) == 1 else Combination(word, tuple(parts))

    def _comparison(self) -> Expression:
        left = self._single()
        operator = self._here.text if self._here.kind in ("sign", "word") else ""
        if operator not in COMPARISONS:
            return left
        self._next += 1
        if operator in LISTS:
            self._sign("(")
            return Comparison(operator, left, self._several())
        return Comparison(operator, left, (self._single(),))

    def _several(self) -> tuple[Expression, ...]:
        """Values up to the closing bracket."""
        values = [self._expression()]
        while self._accept(","):
            values.append(self._expression())
        self._sign(")")
        return tuple(values)

    def _single(self) -> Expression:
        token = self._here
        if self._accept("("):
            inner = self._expression()
            self._sign(")")
            return inner
        if token.kind == "number":
            return Literal(self._number())
        if token.kind == "string":
            return Literal(self._string())
        name = self._take("word")
        if name.text in ("true", "false"):
            return Literal(name.text == "true")
        if self._here.text == "(":
            return self._function(name)
        return Path(name.text, self._inside())

    def _function(self, name: Token) -> Expression:
        limits = FUNCTIONS.get(name.text)
        if limits is None:
            raise self._refusal("this function is not understood", name)
        self._sign("(")
        arguments = self._several()
        if not limits[0] <= len(arguments) <= limits[1]:
            raise self._refusal("the number of arguments is wrong", name)
        return Function(name.text, arguments)

    def _inside(self) -> tuple[str | int, ...]:
        inside: list[str | int] = []
        while True:
            if self._accept("."):
                inside.append(self._take("word").text)
            elif self._accept("["):
                inside.append(
                    self._string() if self._here.kind == "string" else self._whole_number()
                )
                self._sign("]")
            else:
                return tuple(inside)

    # -- tokens

    @property
    def _here(self) -> Token:
        return self._tokens[self._next]

    def _take(self, kind: str) -> Token:
        token = self._here
        if token.kind != kind:
            raise self._refusal(f"a {kind} is expected")
        self._next += 1
        return token

    def _accept(self, sign: str) -> bool:
        found = self._here.kind == "sign" and self._here.text == sign
        self._next += found
        return found

    def _accept_word(self, word: str) -> bool:
        found = self._here.kind == "word" and self._here.text == word
        self._next += found
        return found

    def _sign(self, sign: str) -> None:
        if not self._accept(sign):
            raise self._refusal(f"'{sign}' is expected")

    def _word(self, word: str) -> None:
        if not self._accept_word(word):
            raise self._refusal(f"'{word}' is expected")

    def _number(self) -> float | int:
        token = self._take("number")
        text = token.text
        if len(text) > _LONGEST_NUMBER:
            raise self._refusal("the number is too large", token)
        return float(text) if "." in text else int(text)

    def _whole_number(self) -> int:
        token = self._here
        number = self._number()
        if not isinstance(number, int):
            raise self._refusal("a whole number is expected", token)
        return number

    def _string(self) -> str:
        text = self._take("string").text[1:-1]
        return re.sub(r"\\(.)", lambda found: _ESCAPES.get(found[1], found[1]), text)

    def _deeper(self, part: Callable[[], _Part]) -> _Part:
        """`part()`, unless brackets stand in brackets without an end."""
        self._depth += 1
        if self._depth > _DEEPEST:
            raise self._refusal("the query is too deep")
        try:
            return part()
        finally:
            self._depth -= 1

    def _refusal(self, message: str, token: Token | None = None) -> QueryError:
        return refusal(self._source, token or self._here, message)


def _joins(query: Query) -> int:
    return sum(
        1 + _joins(operator.right) for operator in query.operators if isinstance(operator, Join)
    )
