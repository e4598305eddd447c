"""The query language of Resource Graph as a tree: the part of Kusto that is understood here.

A table (`resources`, `resourcecontainers`), then operators behind bars: `where`, `extend`,
`project`, `order by`, `limit`, `top`, `count`, `summarize count() by`, `join`. Whatever is
not understood is refused (`QueryError`), never passed over.
Source: learn.microsoft.com, "Understanding the Azure Resource Graph query language".
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

Value = str | float | int | bool | None


class QueryError(Exception):
    """The query is not understood. `line` and `column` count from 1."""

    def __init__(self, message: str, line: int = 0, column: int = 0, token: str = "") -> None:
        super().__init__(message)
        self.line = line
        self.column = column
        self.token = token


# -- expressions ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Literal:
    value: Value


@dataclass(frozen=True)
class Path:
    """A column and what is to be found in it: `tags['a'].b[0]` is ("tags", "a", "b", 0)."""

    column: str
    inside: tuple[str | int, ...] = ()

    @property
    def name(self) -> str:
        """What the column is called when it is projected without a name."""
        return "_".join((self.column, *map(str, self.inside)))


@dataclass(frozen=True)
class Function:
    name: str
    arguments: tuple[Expression, ...]


@dataclass(frozen=True)
class Comparison:
    """`operator` is one of `COMPARISONS`; the right side has one value, but for `in`."""

    operator: str
    left: Expression
    right: tuple[Expression, ...]


@dataclass(frozen=True)
class Combination:
    """`operator` is "and" or "or"."""

    operator: str
    parts: tuple[Expression, ...]


Expression = Literal | Path | Function | Comparison | Combination


# -- operators -----------------------------------------------------------------------------


@dataclass(frozen=True)
class Where:
    condition: Expression


@dataclass(frozen=True)
class Columns:
    """`extend`, or with `only` `project`: columns by name."""

    columns: tuple[tuple[str, Expression], ...]
    only: bool


@dataclass(frozen=True)
class Order:
    """Columns, each with whether it descends."""

    by: tuple[tuple[Expression, bool], ...]


@dataclass(frozen=True)
class Limit:
    rows: int


@dataclass(frozen=True)
class Count:
    """How many rows there are for each value of `by`, in the column `name`."""

    name: str
    by: tuple[tuple[str, Expression], ...] = ()


@dataclass(frozen=True)
class Join:
    """`kind` is "inner", "innerunique" or "leftouter"; `on` are columns of both sides."""

    kind: str
    right: Query
    on: tuple[str, ...]


Operator = Where | Columns | Order | Limit | Count | Join


@dataclass(frozen=True)
class Query:
    table: str
    operators: tuple[Operator, ...]


TABLES: Final = ("resources", "resourcecontainers")
FUNCTIONS: Final = {
    # name -> least and most arguments
    "tolower": (1, 1),
    "toupper": (1, 1),
    "tostring": (1, 1),
    "isnull": (1, 1),
    "isnotnull": (1, 1),
    "isempty": (1, 1),
    "isnotempty": (1, 1),
    "not": (1, 1),
    "strcat": (1, 64),
    "coalesce": (2, 64),
}
TEXT_COMPARISONS: Final = (
    "contains",
    "!contains",
    "startswith",
    "!startswith",
    "endswith",
    "!endswith",
)
LISTS: Final = ("in", "in~", "!in", "!in~")
COMPARISONS: Final = ("==", "!=", "=~", "!~", "<=", ">=", "<", ">", *TEXT_COMPARISONS, *LISTS)
KINDS: Final = ("innerunique", "inner", "leftouter")
MOST_JOINS: Final = 3
