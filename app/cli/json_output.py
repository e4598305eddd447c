"""`--json`: one JSON object a line on stdout, for other programs."""

from __future__ import annotations

import dataclasses
import json
import logging
import re
import threading
from collections.abc import Mapping, Sequence
from enum import Enum
from pathlib import Path
from typing import Any, TextIO

from app.cli.ending import Done, Ending, Failed
from app.engine.events import Event, LogLine
from app.problems import Problem
from app.server import Server
from app.text import Text

_WORD = re.compile(r"(?<=[a-z])(?=[A-Z])")


def plain(value: object) -> Any:
    """`value` as JSON knows it: frozen data as objects, `Text` as a sentence.

    Raises `TypeError` for everything else, `Secret` above all.
    """
    if isinstance(value, Text):
        return str(value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, bool | int | float | str) or value is None:
        return value
    if isinstance(value, Path):
        return str(value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {f.name: plain(getattr(value, f.name)) for f in dataclasses.fields(value)}
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    raise TypeError(f"{type(value).__name__} is not written as JSON")


def event_object(event: Event) -> dict[str, Any]:
    """`StepStarted(step="group", …)` as `{"event": "step-started", "step": "group", …}`."""
    name = _WORD.sub("-", type(event).__name__).lower()
    facts = plain(event)
    if isinstance(event, LogLine):
        facts["level"] = logging.getLevelName(event.level).lower()
    return {"event": name, **facts}


def server_object(server: Server) -> dict[str, Any]:
    return dict(plain(server))


def problem_object(problem: Problem) -> dict[str, Any]:
    return dict(plain(problem))


class JsonOutput:
    """Writes each event as a line at once, so that a reader sees it while it happens."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._lock = threading.Lock()

    def begin(self) -> None:
        """Nothing to prepare."""

    def event(self, event: Event) -> None:
        self._write(event_object(event))

    def server(self, server: Server) -> None:
        self._write({"event": "server", "server": server_object(server)})

    def fact(self, name: str, facts: object, sentences: tuple[Text, ...]) -> None:
        del sentences  # they say the same to people
        self._write({"event": name, **plain(facts)})

    def table(self, columns: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
        """Its facts came one by one."""

    def end(self, ending: Ending) -> None:
        if isinstance(ending, Done):
            self._write(self._finished(ending))
        else:
            self._write(self._failed(ending))

    def _finished(self, done: Done) -> dict[str, Any]:
        facts: dict[str, Any] = {"event": "finished"}
        if done.server is not None:
            facts["server"] = server_object(done.server)
        return {**facts, **plain(done.facts)}

    def _failed(self, failed: Failed) -> dict[str, Any]:
        problem = problem_object(failed.problem)
        if failed.complaints:
            problem["findings"] = plain(failed.complaints)
        if failed.choices:
            problem["choices"] = [command for _, command in failed.choices]
        return {"event": "failed", "problem": problem}

    def _write(self, value: Mapping[str, Any]) -> None:
        line = json.dumps(value, ensure_ascii=False)
        with self._lock:
            self._stream.write(line + "\n")
            self._stream.flush()
