"""The query language of Resource Graph: read, refused and answered as Kusto has it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.practice.arm.graph_evaluation import columns_of, evaluate
from app.practice.arm.graph_expressions import Row
from app.practice.arm.graph_parser import parse
from app.practice.arm.graph_query import (
    Combination,
    Comparison,
    Expression,
    Literal,
    Path,
    Query,
    QueryError,
    Where,
)

COLUMNS = ("id", "name", "type", "location", "tags", "properties")
NAMES = st.sampled_from(("alpha", "Beta", "GAMMA", "delta", "", "it's"))
ROWS = st.lists(
    st.fixed_dictionaries(
        {
            "id": st.uuids().map(str),
            "name": NAMES,
            "type": st.sampled_from(("a/machines", "a/disks")),
            "location": st.sampled_from(("japaneast", "westeurope", None)),
            "tags": st.none() | st.dictionaries(st.sampled_from(("owner", "created-by")), NAMES),
            "properties": st.fixed_dictionaries(
                {"size": st.integers(0, 9), "of": st.fixed_dictionaries({"state": NAMES})}
            ),
        }
    ),
    max_size=6,
)


def answer(source: str, resources: Sequence[Row], containers: Sequence[Row] = ()) -> list[Row]:
    tables = {"resources": resources, "resourcecontainers": containers}
    return evaluate(parse(source), tables.__getitem__, COLUMNS)


def quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


# -- reading -------------------------------------------------------------------------------

PATHS = st.builds(
    Path,
    st.sampled_from(COLUMNS),
    st.lists(st.sampled_from(("a", "created-by", 0, 3)), max_size=3).map(tuple),
)
LITERALS = st.builds(
    Literal, st.booleans() | st.integers(0, 10**6) | st.text(st.characters(codec="ascii"))
)
COMPARED = st.builds(
    Comparison,
    st.sampled_from(("==", "!=", "=~", "!~", "<", ">=", "contains", "!startswith", "in", "!in~")),
    PATHS,
    st.tuples(LITERALS),
)
CONDITIONS: st.SearchStrategy[Expression] = st.recursive(
    COMPARED,
    lambda inner: st.builds(
        Combination,
        st.sampled_from(("and", "or")),
        st.lists(inner, min_size=2, max_size=3).map(tuple),
    ),
    max_leaves=6,
)


def written(expression: Expression) -> str:
    match expression:
        case Literal(bool() as value):
            return str(value).lower()
        case Literal(str() as value):
            return quoted(value).replace("\n", "\\n")
        case Literal(value):
            return str(value)
        case Path(column, inside):
            return column + "".join(
                f"[{step}]" if isinstance(step, int) else f"[{quoted(step)}]" for step in inside
            )
        case Comparison(operator, left, (right,)):
            bracket = (
                f"({written(right)})" if "in" in operator.split("~")[0][-2:] else written(right)
            )
            return f"{written(left)} {operator} {bracket}"
        case Combination(word, parts):
            return f" {word} ".join(f"({written(part)})" for part in parts)
    raise AssertionError(expression)


@given(CONDITIONS)
def test_a_condition_is_read_as_it_was_written(condition: Expression) -> None:
    assert parse(f"resources | where {written(condition)}") == Query(
        "resources", (Where(condition),)
    )


@given(st.text())
def test_any_text_is_a_query_or_is_refused(text: str) -> None:
    for source in (text, f"resources | where {text}", f"resources | {text}"):
        try:
            columns_of(parse(source), COLUMNS)
        except QueryError:
            continue


@pytest.mark.parametrize(
    ("source", "line", "column", "token"),
    [
        ("virtualmachines", 1, 1, "virtualmachines"),
        ("resources | parse id with *", 1, 27, "*"),
        ("resources | mv-expand tags", 1, 15, "-"),
        ("resources\n| where name = 'x'", 2, 14, "="),
        ("resources | where tolower(name, id) == ''", 1, 19, "tolower"),
        ("resources | where now() > 1", 1, 19, "now"),
        ("resources | project strcat(name, id)", 1, 37, "<EOF>"),
        ("resources | join kind=fullouter (resources) on id", 1, 23, "fullouter"),
        ("resources | limit 1.5", 1, 19, "1.5"),
        ("resources | where", 1, 18, "<EOF>"),
        ("resources | where " + "(" * 99, 1, 59, "("),
    ],
)
def test_what_is_not_understood_is_refused_with_its_place(
    source: str, line: int, column: int, token: str
) -> None:
    with pytest.raises(QueryError) as refused:
        parse(source)
    assert (refused.value.line, refused.value.column, refused.value.token) == (line, column, token)


@pytest.mark.parametrize(
    "source",
    [
        "resources | where colour == 'red'",
        "resources | project name | where type == 'x'",
        "resources | join (resources | project name) on id",
        "resources | summarize count() by colour",
    ],
)
def test_a_column_that_is_not_there_is_refused_even_without_rows(source: str) -> None:
    with pytest.raises(QueryError, match="no column"):
        answer(source, [])


def test_a_condition_must_be_one() -> None:
    with pytest.raises(QueryError, match="true or false"):
        answer("resources | where name", [dict.fromkeys(COLUMNS, "x")])


# -- answering -----------------------------------------------------------------------------


@given(ROWS, NAMES)
def test_where_is_a_filter(rows: list[Row], name: str) -> None:
    is_same = answer(f"resources | where name =~ {quoted(name.upper())}", rows)
    assert is_same == [row for row in rows if row["name"].lower() == name.lower()]
    tagged = answer(f"resources | where tags['created-by'] == {quoted(name)}", rows)
    assert tagged == [r for r in rows if ((r["tags"] or {}).get("created-by") or "") == name]
    either = answer(f"resources | where name in ({quoted(name)}, 'Beta') or location != ''", rows)
    assert either == [r for r in rows if r["name"] in (name, "Beta") or r["location"]]


@given(ROWS, st.integers(0, 9))
def test_numbers_compare_as_numbers_and_never_with_texts(rows: list[Row], size: int) -> None:
    less = answer(f"resources | where properties.size < {size}", rows)
    assert less == [row for row in rows if row["properties"]["size"] < size]
    assert answer(f"resources | where properties.of.state < {size}", rows) == []


@given(ROWS)
def test_what_is_not_there_is_nothing_and_empty(rows: list[Row]) -> None:
    assert answer("resources | where isnotnull(properties.of.more[0].x)", rows) == []
    nowhere = answer("resources | where isempty(location) and not(isnotempty(location))", rows)
    assert nowhere == [row for row in rows if row["location"] is None]


@given(ROWS)
def test_project_keeps_these_columns_and_extend_adds_to_all(rows: list[Row]) -> None:
    source = "resources | project place = coalesce(location, 'nowhere'), properties.of.state"
    assert columns_of(parse(source), COLUMNS) == ("place", "properties_of_state")
    for row, made in zip(rows, answer(source, rows), strict=True):
        state = row["properties"]["of"]["state"]
        assert made == {"place": row["location"] or "nowhere", "properties_of_state": state}
    for row, made in zip(
        rows, answer("resources | extend upper = toupper(name)", rows), strict=True
    ):
        assert made == {**row, "upper": row["name"].upper()}


@given(ROWS, st.integers(0, 5))
def test_the_first_rows_in_order(rows: list[Row], most: int) -> None:
    found = answer(f"resources | order by properties.size asc, id desc | limit {most}", rows)
    back = sorted(rows, key=lambda row: str(row["id"]), reverse=True)
    assert found == sorted(back, key=lambda row: int(row["properties"]["size"]))[:most]
    assert (
        answer(f"resources | top {most} by id asc", rows)
        == sorted(rows, key=lambda row: str(row["id"]))[:most]
    )


def test_order_descends_unless_told_otherwise() -> None:
    rows = [dict.fromkeys(COLUMNS, name) for name in ("a", "b")]
    assert [row["id"] for row in answer("resources | order by name", rows)] == ["b", "a"]


@given(ROWS)
def test_counting(rows: list[Row]) -> None:
    assert answer("resources | count", rows) == [{"Count": len(rows)}]
    counted = answer("resources | summarize n = count() by type", rows)
    assert {row["type"]: row["n"] for row in counted} == {
        kind: sum(row["type"] == kind for row in rows) for kind in {row["type"] for row in rows}
    }


@given(ROWS, ROWS)
def test_joins_are_those_of_nested_loops(left: list[Row], right: list[Row]) -> None:
    def joined(kind: str) -> list[Row]:
        theirs = "resources | project name, state = properties.of.state"
        source = f"resourcecontainers | project id, name | join kind={kind} ({theirs}) on name"
        return answer(source, right, left)

    def pairs(*, outer: bool) -> list[dict[str, Any]]:
        found = []
        for one in left:
            partners = [other for other in right if other["name"] == one["name"]]
            found += [
                {
                    "id": one["id"],
                    "name": one["name"],
                    "name1": other["name"],
                    "state": other["properties"]["of"]["state"],
                }
                for other in partners
            ]
            if outer and not partners:
                found.append({"id": one["id"], "name": one["name"], "name1": None, "state": None})
        return found

    assert joined("inner") == pairs(outer=False)
    assert joined("leftouter") == pairs(outer=True)
    firsts = {row["name"]: row["id"] for row in reversed(left)}
    assert joined("innerunique") == [p for p in pairs(outer=False) if firsts[p["name"]] == p["id"]]
