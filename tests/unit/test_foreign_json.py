"""JSON of others: what is read, and that everything else is one error."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.foreign_json import decoded

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)  # fmt: skip


@given(PLAIN, st.booleans())
def test_what_json_holds_is_read(value: Any, ascii_only: bool) -> None:
    source = json.dumps(value, ensure_ascii=ascii_only)
    assert decoded(source) == decoded(source.encode()) == value


@pytest.mark.parametrize(
    "source",
    [
        "",
        "nothing",
        "NaN",
        "[-Infinity]",
        "1e999",
        "9" * 400,
        "9" * 5000,
        "[" * 100 + "]" * 100,
        "[" * 100_000,
        '"\\ud800"',
        '{"\\udc00": 1}',
        b'"\xed\xa0\x80"',
        b"\xff\xfe\x00",
    ],
)
def test_everything_else_is_a_value_error(source: str | bytes) -> None:
    with pytest.raises(ValueError):
        decoded(source)


def test_a_whole_character_of_two_halves_is_read() -> None:
    assert decoded('"\\ud83d\\ude00"') == "\U0001f600"
