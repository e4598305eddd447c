"""One thing that `doctor` looked at."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from app.problems import ProblemError
from app.text import ENGLISH, Text, text


@dataclass(frozen=True)
class Check:
    """What is not `ok` need not hinder: the sentence says what it means, `advice` what to do.

    `looked` is False for what could not be looked at here; then `ok` says nothing.
    """

    code: str
    name: Text
    ok: bool
    sentence: Text
    advice: Text | None = None
    looked: bool = True

    @property
    def told(self) -> Text:
        """What was found and, where there is any, the advice."""
        if self.advice is None:
            return self.sentence
        # problems are told in whole sentences, findings are not
        if self.sentence.in_language(ENGLISH).endswith("."):
            return text("{what} {advice}", what=self.sentence, advice=self.advice)
        return text("{sentence}. {advice}", sentence=self.sentence, advice=self.advice)


Look = Callable[[], tuple[bool, Text]]
"""Raises `ProblemError`, or `NotHere` where there is nothing to look at."""


class NotHere(Exception):
    """What a check needs is not there: nothing was found out."""

    def __init__(self, why: Text) -> None:
        super().__init__(str(why))
        self.why = why


def checked(code: str, name: Text, look: Look, advice: Text | None = None) -> Check:
    """What `look` finds; a problem that it meets is a finding too. `advice` is for one not ok."""
    try:
        ok, sentence = look()
    except NotHere as nothing:
        return Check(code, name, ok=True, sentence=nothing.why, looked=False)
    except ProblemError as error:
        problem = error.problem
        return Check(code, name, ok=False, sentence=problem.message, advice=problem.advice)
    found = Check(code, name, ok, sentence)
    return found if ok else replace(found, advice=advice)
