"""`python -m tests.unit.azure.error_document` writes docs/errors.md from the tables again."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from app.azure.error_codes import MEANINGS_AS_WRITTEN
from app.azure.error_meanings.meaning import Meaning
from app.azure.error_messages import MESSAGES
from app.text import Text

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "errors.md"
_HEAD = """# What Azure refuses, and what Kumonote says

Made from the program's own tables by `python -m tests.unit.azure.error_document`; a test holds
the two together. Where one code has several causes, its message tells which: those lines say
"by its message". A code that is not listed is read by its name where it belongs to a known
family (`app/azure/error_families.py`); one that nobody knows is shown in the service's own words.
In every case the details keep the service's words, the correlation id and the time.

| code of the service | problem | what happened | what you can do | tried again by itself | button |
| --- | --- | --- | --- | --- | --- |
"""


def document() -> str:
    """The whole text of docs/errors.md."""
    codes: dict[Meaning, list[str]] = defaultdict(list)
    for code, meaning in MEANINGS_AS_WRITTEN.items():
        codes[meaning].append(f"`{code}`")
    for meaning in MESSAGES:
        codes[meaning]  # some have no code of their own
    rows = (_row(meaning, names) for meaning, names in codes.items())
    return _HEAD + "".join(sorted(rows, key=lambda row: row.split("|")[2]))


def _row(meaning: Meaning, codes: list[str]) -> str:
    told = [*sorted(codes), *(["by its message"] if meaning in MESSAGES else [])]
    cells = (
        ", ".join(told),
        f"`{meaning.code}`",
        _english(meaning.message),
        _english(meaning.advice),
        "yes" if meaning.retryable else "no",
        f"`{meaning.action}`" if meaning.action else "",
    )
    return "| " + " | ".join(cells) + " |\n"


def _english(words: Text) -> str:
    return words.in_language("en").replace("|", "/")


if __name__ == "__main__":
    DOCUMENT.write_text(document(), encoding="utf-8")
