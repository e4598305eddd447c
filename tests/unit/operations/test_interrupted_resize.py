"""What a journal tells of a change of size that was cut off."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.engine.events import Outcome
from app.engine.journal import Journal
from app.engine.record import Kind, Record
from app.operations.resize import Interrupted


def record(folder: Path, *words: str) -> Record:
    """The record after such entries: an operation, "+step" for its beginning, "." for done."""
    with Journal.open(folder / "cat.jsonl") as journal:
        for word in words:
            if word == ".":
                journal.append(Kind.FINISHED, phase="run", outcome=Outcome.DONE)
            elif word.startswith("+"):
                journal.append(Kind.APPLYING, step=word[1:], attempt=1)
            else:
                journal.begin(word, {})
        return journal.record


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("create", "+machine", "."),
        ("resize", "+stop", "+resize", "+start", "."),
        ("resize", "+stop", "start", "+start"),
        ("stop", "+stop"),
    ],
    ids=" ".join,
)
def test_nothing_was_interrupted(words: tuple[str, ...], tmp_path: Path) -> None:
    assert Interrupted.of(record(tmp_path, *words)) is None


@pytest.mark.parametrize(
    ("words", "stopped"),
    [
        (("resize",), False),
        (("resize", "+resize"), False),
        (("resize", "+stop"), True),
        (("resize", "+stop", "+resize"), True),
        (("resize", "+stop", "resize", "+resize"), True),
        (("resize", "+stop", "+resize", ".", "resize", "+resize"), False),
        (("resize", "+stop", "stop", "+stop", ".", "resize", "+resize"), False),
    ],
    ids=str,
)
def test_it_is_known_whether_the_machine_ran(
    words: tuple[str, ...], stopped: bool, tmp_path: Path
) -> None:
    assert Interrupted.of(record(tmp_path, *words)) == Interrupted(stopped)
