"""Cutting what a command says into lines, however the network cuts it."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from app.guest.execution import Lines

_SAID = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\r"))


@given(said=_SAID, cuts=st.lists(st.integers(0, 200)))
def test_lines_do_not_depend_on_where_they_are_cut(said: str, cuts: list[int]) -> None:
    heard: list[str] = []
    lines = Lines(heard.append)
    data = said.encode()
    borders = sorted({0, len(data), *(min(cut, len(data)) for cut in cuts)})
    for begin, end in itertools.pairwise(borders):
        lines.feed(data[begin:end])
    lines.feed(b"", final=True)
    assert lines.text == said
    whole = said.split("\n")
    assert heard == (whole if whole[-1] else whole[:-1])


def test_bytes_that_are_no_text_do_not_stop_it() -> None:
    heard: list[str] = []
    lines = Lines(heard.append)
    lines.feed(b"a\xff\r\nb")
    lines.feed(b"", final=True)
    assert heard == ["a�", "b"]


def test_a_flood_is_passed_on_but_not_kept() -> None:
    count = 0

    def hear(line: str) -> None:
        nonlocal count
        count += len(line)

    lines = Lines(hear)
    for _ in range(80):
        lines.feed(b"x" * 65535 + b"\n")
    assert count == 80 * 65535
    assert len(lines.text) == 4 * 1024 * 1024
