"""Microsoft's published API description, and the tool that checks logs of calls against it.

Both are kept beside the project and are no part of it.
"""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.practice.guests.programs import run

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "arm"
VALIDATOR = FOLDER / "validate_requests.py"
RECORDINGS = FOLDER / "recordings"
_LIMIT_SECONDS = 900

needs_description = pytest.mark.skipif(
    not VALIDATOR.exists(),
    reason="needs Microsoft's API description beside the project (shared/arm)"
    ", which is not part of it",
)


def validate(log: Path, *options: str) -> tuple[bool, str]:
    """Whether the tool found no error, and what it says."""
    command = [sys.executable, str(VALIDATOR), *options, str(log)]
    finished = run(command, timeout_seconds=_LIMIT_SECONDS)
    return finished.exit_code == 0, finished.stdout.decode()


@dataclass(frozen=True)
class Wrong:
    """One error that the tool found."""

    call: str
    where: str
    what: str

    @property
    def in_answer(self) -> bool:
        return self.where.startswith("response")

    def __str__(self) -> str:
        return f"{self.call}: {self.where}: {self.what}"


@dataclass(frozen=True)
class Findings:
    """Of `calls` calls, `distinct` were unlike each other and checked."""

    calls: int
    distinct: int
    wrong: tuple[Wrong, ...]


def findings(calls: Iterable[dict[str, Any]], scratch: Path, *options: str) -> Findings:
    """Check `calls`, each of those that differ in no more than names and numbers once."""
    count = 0
    chosen: dict[str, dict[str, Any]] = {}
    for call in calls:
        count += 1
        chosen.setdefault(_shape(call), call)
    if not chosen:
        return Findings(0, 0, ())
    sample, report = scratch / "sample.jsonl", scratch / "report.json"
    sample.write_text("".join(json.dumps(call) + "\n" for call in chosen.values()), "utf-8")
    _, said = validate(sample, "-q", "--json", str(report), *options)
    assert report.exists(), said
    rows = json.loads(report.read_text("utf-8"))
    assert len(rows) == len(chosen)
    wrong = [
        Wrong(f"{row['method']} {row['url']}", where, what)
        for row in rows
        for level, where, what in row["findings"]
        if level == "ERROR"
    ]
    return Findings(count, len(chosen), tuple(wrong))


def calls_in(files: Iterable[Path]) -> Iterator[dict[str, Any]]:
    for file in files:
        with file.open(encoding="utf-8") as lines:
            for line in lines:
                yield json.loads(line)


def _shape(call: dict[str, Any]) -> str:
    """The same for calls that differ in ids, times and numbers alone."""
    text = json.dumps({**call, "response": _without_chance(call["response"])}, sort_keys=True)
    text = re.sub(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[0-9a-f]{8,}", "X", text)
    return re.sub(r"\d+", "0", text)


def _without_chance(response: dict[str, Any]) -> dict[str, Any]:
    named = {"azure-asyncoperation", "location"}
    headers = sorted(name.lower() for name in response["headers"] if name.lower() in named)
    return {**response, "headers": headers}
