"""Answers a parsed Resource Graph query from rows, with Kusto's rules for what is missing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cmp_to_key
from typing import Any

from app.practice.arm.graph_expressions import Row, order_of, truth_of, value_of
from app.practice.arm.graph_query import (
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

Tables = Callable[[str], Sequence[Row]]
"""The rows of a table ("resources"), all with the same columns."""


def evaluate(query: Query, tables: Tables, columns: Sequence[str]) -> list[Row]:
    """The rows that answer `query`; `columns` are those of every table.

    Raises `QueryError` for a column that is not there.
    """
    _check(query, columns)
    rows: list[Row] = list(tables(query.table))
    for operator in query.operators:
        rows = _apply(operator, rows, tables, columns)
    return rows


def columns_of(query: Query, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns of the answer, whether it has rows or not."""
    return _check(query, columns)


# -- columns -------------------------------------------------------------------------------


def _check(query: Query, columns: Sequence[str]) -> tuple[str, ...]:
    """The columns after the last operator. Raises `QueryError` where one is missing before."""
    here = tuple(columns)
    for operator in query.operators:
        here = _columns_after(operator, here, columns)
    return here


def _columns_after(
    operator: Operator, here: tuple[str, ...], columns: Sequence[str]
) -> tuple[str, ...]:
    match operator:
        case Where(condition):
            _must_have(here, condition)
        case Columns(named, only):
            _must_have(here, *(value for _, value in named))
            names = tuple(name for name, _ in named)
            return names if only else (*here, *(name for name in names if name not in here))
        case Order(by):
            _must_have(here, *(value for value, _ in by))
        case Count(name, by=grouped):
            _must_have(here, *(value for _, value in grouped))
            return (*(by_name for by_name, _ in grouped), name)
        case Join(_, right, on):
            theirs = _check(right, columns)
            for name in on:
                _must_have(here, Path(name))
                _must_have(theirs, Path(name))
            return (*here, *_renamed(here, theirs).values())
        case Limit():
            pass
    return here


def _must_have(here: Sequence[str], *expressions: Expression) -> None:
    for expression in expressions:
        match expression:
            case Path(column):
                if column not in here:
                    raise QueryError(f"there is no column '{column}'", token=column)
            case Function(_, arguments):
                _must_have(here, *arguments)
            case Comparison(_, left, right):
                _must_have(here, left, *right)
            case Combination(_, parts):
                _must_have(here, *parts)
            case Literal():
                pass


def _renamed(left: Sequence[str], right: Sequence[str]) -> dict[str, str]:
    """What the right side's columns are called after a join: `name`, or `name1` if taken."""
    taken, names = set(left), {}
    for name in right:
        new, number = name, 0
        while new in taken:
            number += 1
            new = f"{name}{number}"
        taken.add(new)
        names[name] = new
    return names


# -- operators -----------------------------------------------------------------------------


def _apply(
    operator: Operator, rows: list[Row], tables: Tables, columns: Sequence[str]
) -> list[Row]:
    match operator:
        case Where(condition):
            return [row for row in rows if truth_of(condition, row)]
        case Columns(named, only):
            made = ({name: value_of(value, row) for name, value in named} for row in rows)
            return [new if only else {**row, **new} for row, new in zip(rows, made, strict=True)]
        case Order(by):
            return _ordered(rows, by)
        case Limit(most):
            return rows[:most]
        case Count(name, by=grouped):
            return _counted(rows, name, grouped)
        case Join():
            return _joined(operator, rows, tables, columns)


def _ordered(rows: list[Row], by: Sequence[tuple[Expression, bool]]) -> list[Row]:
    def compare(first: Row, second: Row) -> int:
        for value, descends in by:
            order = order_of(value_of(value, first), value_of(value, second))
            if order:
                return -order if descends else order
        return 0

    return sorted(rows, key=cmp_to_key(compare))


def _counted(
    rows: Iterable[Row], name: str, grouped: Sequence[tuple[str, Expression]]
) -> list[Row]:
    found: dict[str, dict[str, Any]] = {}
    for row in rows:
        values = {column: value_of(value, row) for column, value in grouped}
        counted = found.setdefault(_key(values.values()), {**values, name: 0})
        counted[name] += 1
    return list(found.values()) if grouped or found else [{name: 0}]


def _joined(join: Join, rows: list[Row], tables: Tables, columns: Sequence[str]) -> list[Row]:
    theirs = evaluate(join.right, tables, columns)
    right_columns = _check(join.right, columns)
    by_key: dict[str, list[Row]] = {}
    for row in theirs:
        by_key.setdefault(_key(row[name] for name in join.on), []).append(row)
    joined: list[Row] = []
    seen = set()
    for row in rows:
        key = _key(row[name] for name in join.on)
        if join.kind == "innerunique" and key in seen:
            continue
        seen.add(key)
        names = _renamed(tuple(row), right_columns)
        partners: Sequence[Row] = by_key.get(key, ())
        if not partners and join.kind == "leftouter":
            partners = (dict.fromkeys(right_columns),)
        joined.extend(
            {**row, **{names[name]: partner[name] for name in right_columns}}
            for partner in partners
        )
    return joined


def _key(values: Iterable[Any]) -> str:
    return json.dumps([*values], sort_keys=True)
