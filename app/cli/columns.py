"""Rows of words in columns that line up, wide Japanese letters included."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from rich.cells import cell_len

from app.text import Text, verbatim

_GAP = "  "


def columns(rows: Sequence[Sequence[object]], *, right: Collection[int] = ()) -> tuple[Text, ...]:
    """A line for each row, in the language of now. The columns `right` are flush right.

    All rows must have the same number of cells.
    """
    cells = [[str(cell) for cell in row] for row in rows]
    widths = [max(map(cell_len, column)) for column in zip(*cells, strict=True)]
    used = [place for place, width in enumerate(widths) if width]
    return tuple(
        verbatim(
            _GAP.join(
                _padded(row[place], widths[place], right=place in right) for place in used
            ).rstrip()
        )
        for row in cells
    )


def _padded(words: str, width: int, *, right: bool) -> str:
    space = " " * (width - cell_len(words))
    return space + words if right else words + space
