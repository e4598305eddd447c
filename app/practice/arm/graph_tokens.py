"""The words, numbers, strings and signs of a query of Resource Graph."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from app.practice.arm.graph_query import QueryError

_TOKEN: Final = re.compile(
    r"""
      (?P<space> \s+ | //[^\n]* )
    | (?P<number> \d+ (?: \.\d+ )? )
    | (?P<string> '(?: [^'\\\n] | \\. )*' | "(?: [^"\\\n] | \\. )*" )
    | (?P<word> !(?: in~? | contains | startswith | endswith )(?!\w) | in~ | [A-Za-z_]\w* )
    | (?P<sign> == | != | =~ | !~ | <= | >= | [<>=|,.()\[\]] )
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    """`kind` is a group of the pattern above, or "end"; `place` counts characters."""

    kind: str
    text: str
    place: int


def tokens_of(source: str) -> list[Token]:
    """All tokens of `source`, and one for its end. Raises `QueryError`."""
    tokens, place = [], 0
    while place < len(source):
        found = _TOKEN.match(source, place)
        if found is None or found.lastgroup is None:
            unknown = Token("", source[place], place)
            raise refusal(source, unknown, "this sign is not understood")
        if found.lastgroup != "space":
            tokens.append(Token(found.lastgroup, found[0], place))
        place = found.end()
    return [*tokens, Token("end", "", place)]


def refusal(source: str, token: Token, message: str) -> QueryError:
    """What is wrong at `token`, with its line and column."""
    before = source[: token.place]
    column = token.place - (before.rfind("\n") + 1) + 1
    return QueryError(message, before.count("\n") + 1, column, token.text or "<EOF>")
