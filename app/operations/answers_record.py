"""Answers as they stand in a journal: plain data, read back exactly."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from pydantic import TypeAdapter, ValidationError

from app.wizard.answers import Answers

_ADAPTER: Final = TypeAdapter(Answers)


def to_record(answers: Answers) -> Mapping[str, Any]:
    """The answers as dict, list, str, int, bool and None. They hold no secret."""
    record: Mapping[str, Any] = _ADAPTER.dump_python(answers, mode="json")
    return record


def from_record(record: Mapping[str, Any]) -> Answers | None:
    """The answers in `record`; None where it holds none, or none of this program's."""
    if not record:
        return None
    try:
        return _ADAPTER.validate_python(dict(record))
    except ValidationError:
        return None
