"""Documents that long runs write part by part: a run of one part keeps the others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path


def write_part(document: Path, head: str, part: str, titles: Sequence[str]) -> None:
    """Put `part` (from its line "## TITLE" on) in its place among the parts with these titles."""
    kept = {_title(other): other for other in _parts(document)}
    kept[_title(part)] = part
    text = head + "\n".join(kept[title] for title in titles if title in kept)
    document.write_text(text, encoding="utf-8")


def _parts(document: Path) -> list[str]:
    if not document.exists():
        return []
    return [f"## {part.strip()}\n" for part in document.read_text("utf-8").split("\n## ")[1:]]


def _title(part: str) -> str:
    return part.splitlines()[0].removeprefix("## ")
