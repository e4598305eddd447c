"""Every sentence that the code marks for translation, found as gettext's tools find them."""

from __future__ import annotations

import string
from pathlib import Path

from babel.messages.extract import extract_from_file

ROOT = Path(__file__).resolve().parents[2]
_MARK = {"text": None}


def marked_sentences() -> dict[str, str]:
    """English sentence -> the first place where it is written, as "file:line"."""
    found: dict[str, str] = {}
    for folder in ("app", "ui"):
        for file in sorted((ROOT / folder).rglob("*.py")):
            for line, message, _comments, _context in extract_from_file("python", file, _MARK):
                sentence = message[0] if isinstance(message, tuple) else message
                if sentence:
                    found.setdefault(sentence, f"{file.relative_to(ROOT)}:{line}")
    return found


def places(sentence: str) -> set[str]:
    """The names in braces: "{n} of {all}" has n and all."""
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name is not None}
