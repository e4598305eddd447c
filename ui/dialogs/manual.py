"""The manual's sections, as they stand in `resources/help`: Markdown, one file a language."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from app.text import ENGLISH

_HEADING: Final = re.compile(r"^# (?P<title>.+?) \{#(?P<id>[a-z]+)\}$", re.M)


@dataclass(frozen=True)
class Section:
    """`id` is the same in all languages; `body` is Markdown without the heading."""

    id: str
    title: str
    body: str


@cache
def manual(language: str) -> tuple[Section, ...]:
    """All sections in their order; in English where there is none in `language`."""
    folder = resources.files("resources") / "help"
    file = folder / f"{language}.md"
    if not file.is_file():
        file = folder / f"{ENGLISH}.md"
    written = file.read_text("utf-8")
    headings = list(_HEADING.finditer(written))
    ends = [heading.start() for heading in headings[1:]] + [len(written)]
    return tuple(
        Section(heading["id"], heading["title"], written[heading.end() : end].strip())
        for heading, end in zip(headings, ends, strict=True)
    )
