"""What a journal says: its entries, and the questions that are asked of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Final

from app.foreign_json import decoded
from app.problems import Problem, ProblemError
from app.text import text

FORMAT: Final = 1
"""Stands in every header. A change that an older program would misread gets the next number."""


class Kind(StrEnum):
    """What an entry tells. All but HEADER and FINISHED are about one step."""

    HEADER = "header"
    """An operation begins: `operation`, `answers`, `format`; `program` and `pid` of who does it."""
    FOUND = "found"
    """The probe said that it is so already."""
    APPLYING = "applying"
    """Written before the call: from here on something may be there."""
    APPLIED = "applied"
    """It is so; `seconds` from the first attempt on."""
    NOTED = "noted"
    """`facts` which the cloud cannot tell later."""
    FAILED = "failed"
    """`code` of the problem, `phase` "run" or "undo"."""
    UNDONE = "undone"
    FINISHED = "finished"
    """A run (or an undo) is over: `phase`, `outcome` and what is `left`."""


@dataclass(frozen=True)
class Entry:
    """One line: `time` in seconds since the epoch, `facts` of plain data."""

    kind: str
    time: float
    facts: Mapping[str, Any]

    def line(self) -> bytes:
        """The entry as one line of JSON, newline included."""
        whole = {"kind": self.kind, "time": round(self.time, 3), **self.facts}
        return json.dumps(whole, ensure_ascii=False, allow_nan=False).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Entry:
        """The reverse of `line`. Raises `ValueError` for what no journal wrote."""
        whole = decoded(line)
        if not isinstance(whole, dict):
            raise ValueError("not an object")
        kind, time = whole.pop("kind", None), whole.pop("time", None)
        if not isinstance(kind, str) or not isinstance(time, int | float):
            raise ValueError("no kind or time")
        return cls(kind, float(time), whole)


_NEEDED: Final[Mapping[str, Mapping[str, type]]] = {
    Kind.HEADER: {"operation": str, "answers": dict},
    Kind.APPLYING: {"step": str},
    Kind.UNDONE: {"step": str},
    Kind.NOTED: {"step": str, "facts": dict},
    Kind.FINISHED: {"phase": str, "outcome": str},
}
"""The facts that `Record` asks an entry for, with their types."""


@dataclass(frozen=True)
class Header:
    """The latest operation on the server and the answers it started from, as plain data."""

    operation: str
    answers: Mapping[str, Any]


@dataclass(frozen=True)
class Worker:
    """Who began the latest operation: a process of this computer, and when (epoch seconds)."""

    program: str
    pid: int
    operation: str
    since: float


@dataclass(frozen=True)
class Record:
    """The entries of a journal, oldest first."""

    entries: tuple[Entry, ...] = ()

    @property
    def header(self) -> Header | None:
        """None for a journal in which no operation began."""
        for entry in reversed(self.entries):
            if entry.kind == Kind.HEADER:
                return Header(str(entry.facts["operation"]), entry.facts["answers"])
        return None

    @property
    def worker(self) -> Worker | None:
        """None where the journal does not tell, as those of older programs do not."""
        for entry in reversed(self.entries):
            if entry.kind == Kind.HEADER:
                program, pid = entry.facts.get("program"), entry.facts.get("pid")
                if not isinstance(program, str) or not isinstance(pid, int):
                    return None
                return Worker(program, pid, str(entry.facts["operation"]), entry.time)
        return None

    @property
    def outcome(self) -> str | None:
        """How the latest run ended (a word of `Outcome`); None while, or if, it did not end."""
        for entry in reversed(self.entries):
            if entry.kind == Kind.HEADER:
                return None
            if entry.kind == Kind.FINISHED and entry.facts.get("phase") == "run":
                return str(entry.facts["outcome"])
        return None

    def notes(self, step: str) -> Mapping[str, Any]:
        """What `step` noted; of two notes under one key, the later."""
        merged: dict[str, Any] = {}
        for entry in self.entries:
            if entry.kind == Kind.NOTED and entry.facts.get("step") == step:
                merged.update(entry.facts["facts"])
        return merged

    def made(self) -> tuple[str, ...]:
        """Ids of the steps that may have left something, in the order of their first apply.

        A step that was taken back and applied again counts from the later apply on.
        """
        made: dict[str, None] = {}
        for entry in self.entries:
            if entry.kind == Kind.APPLYING:
                made.setdefault(str(entry.facts["step"]))
            elif entry.kind == Kind.UNDONE:
                made.pop(str(entry.facts["step"]), None)
        return tuple(made)


def parse(data: bytes, path: Path) -> tuple[Record, int]:
    """The entries in `data` and how many of its bytes they take.

    What follows the last whole entry is the remainder of a write that was cut short: it was
    never acted upon and may be dropped. A damaged line in between was acted upon, so it
    raises `ProblemError` "journal-damaged", and so does an entry without the facts of its kind.
    A newer program's journal raises "journal-newer".
    """
    entries: list[Entry] = []
    good = position = 0
    damaged = False
    for line in data.splitlines(keepends=True):
        position += len(line)
        entry = _entry(line)
        if entry is None:
            damaged = True
            continue
        if damaged:
            raise _damaged(path)
        entries.append(entry)
        good = position
    _refuse_newer(entries, path)
    if not all(map(_is_complete, entries)):
        raise _damaged(path)
    return Record(tuple(entries)), good


def read_record(path: Path) -> Record:
    """What the journal at `path` says, without locking it; empty where there is none."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return Record()
    return parse(data, path)[0]


def _entry(line: bytes) -> Entry | None:
    if not line.endswith(b"\n"):
        return None
    try:
        return Entry.of_line(line)
    except ValueError:
        return None


def _is_complete(entry: Entry) -> bool:
    needed = _NEEDED.get(entry.kind, {})
    return all(isinstance(entry.facts.get(name), kind) for name, kind in needed.items())


def _refuse_newer(entries: list[Entry], path: Path) -> None:
    for entry in entries:
        number = entry.facts.get("format", FORMAT) if entry.kind == Kind.HEADER else FORMAT
        if not isinstance(number, int):
            raise _damaged(path)
        if number > FORMAT:
            raise ProblemError(
                Problem(
                    code="journal-newer",
                    message=text("{file} was written by a newer Kumonote.", file=path),
                    advice=text("Please update Kumonote on this computer."),
                )
            )


def _damaged(path: Path) -> ProblemError:
    return ProblemError(
        Problem(
            code="journal-damaged",
            message=text("The journal {file} is damaged.", file=path),
            advice=text(
                "Move it away. The server itself is in the cloud and is still in your list:"
                " repair or delete it there."
            ),
        )
    )
