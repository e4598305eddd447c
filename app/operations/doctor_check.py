"""One thing that `doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass

from app.text import Text


@dataclass(frozen=True)
class Check:
    """What is not `ok` need not hinder: the sentence says what it means."""

    code: str
    name: Text
    ok: bool
    sentence: Text
