"""docs/assumptions.md and the checks of `doctor --live` name each other."""

from __future__ import annotations

import re
from pathlib import Path

from app.operations.live_checks import CHECKS
from app.operations.live_made_checks import MADE_CHECKS

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "assumptions.md"
_HOW = re.compile(r"`doctor --live(?P<made> --create)?`: `(?P<id>[a-z-]+)`.*|by hand: .+")


def rows() -> list[list[str]]:
    """The cells of each line, without the head of the table."""
    lines = DOCUMENT.read_text("utf-8").splitlines()
    table = [line for line in lines if line.startswith("|")]
    return [[cell.strip() for cell in line.strip("|").split(" | ")] for line in table[2:]]


def test_every_assumption_says_how_it_is_checked() -> None:
    assert rows()
    for row in rows():
        assert len(row) == 3, row
        assert _HOW.fullmatch(row[2].strip()), (
            f"{row[0]}: the last cell begins with `doctor --live`: `id`, with "
            "`doctor --live --create`: `id`, or with by hand:"
        )


def test_the_document_names_the_checks_and_no_others() -> None:
    found = [match for row in rows() if (match := _HOW.fullmatch(row[2].strip())) and match["id"]]
    read = {match["id"] for match in found if not match["made"]}
    made = {match["id"] for match in found if match["made"]}
    assert read == {check.id for check in CHECKS}
    assert made == {check.id for check in MADE_CHECKS}
    assert len(found) == len(CHECKS) + len(MADE_CHECKS), "an id stands in one line"


def test_names_are_one_each() -> None:
    ids = [check.id for check in (*CHECKS, *MADE_CHECKS)]
    assert len(set(ids)) == len(ids)
