"""What is wrong with one answer: a code for programs and a sentence for people."""

from __future__ import annotations

from dataclasses import dataclass

from app.text import Text


@dataclass(frozen=True)
class Finding:
    """`field` is the answer's dotted name, e.g. "endpoint.public_port" or "password".

    `code` is stable and kebab-case. `sentence` says what is allowed, not only that it is wrong.
    """

    code: str
    field: str
    sentence: Text
