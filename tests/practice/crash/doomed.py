"""Programs as they are, but at one point they kill or freeze themselves."""

from __future__ import annotations

import json
import os
import signal
import sys
from abc import ABC, abstractmethod
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from app.cli.json_output import JsonOutput, event_object
from app.cli.main import run
from app.engine.append_file import AppendFile
from app.engine.events import Event
from tests.practice.crash.idle import without_machines
from tests.practice.crash.points import Counting, Point, Source

What = Literal["kill", "freeze", "note", "spare"]
Reached = Callable[[Source, dict[str, Any]], None]
"""Told of each journal entry and each event; it strikes at the point."""


@dataclass(frozen=True, kw_only=True)
class Doom(ABC):
    """One run of a program, in a process of its own.

    `what` happens at `point`: SIGKILL, or SIGSTOP until somebody sends SIGCONT; with "note"
    the file `notes` gets every point that is reached. Without `machines` the inside of
    machines is left out. Standard input and output are files of `folder`.
    """

    environment: dict[str, str]
    folder: Path
    what: What = "spare"
    point: Point | None = None
    machines: bool = True

    @property
    def given(self) -> Path:
        return self.folder / "stdin"

    @property
    def said(self) -> Path:
        return self.folder / "stdout"

    @property
    def complaints(self) -> Path:
        return self.folder / "stderr"

    @property
    def notes(self) -> Path:
        return self.folder / "notes"

    def meet(self) -> None:
        """Run the program; called in its process, which this ends."""
        os.environ.clear()
        os.environ.update(self.environment)
        for number, file in enumerate((self.given, self.said, self.complaints)):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
            os.dup2(os.open(file, flags, 0o600), number)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")
        deed, counting = self._deed(), Counting()
        append = AppendFile.append

        def reached(source: Source, facts: dict[str, Any]) -> None:
            deed(counting.reached(source, facts))

        def doomed_append(file: AppendFile, line: bytes) -> None:
            append(file, line)
            reached("journal", json.loads(line))

        with (
            nullcontext() if self.machines else without_machines(),
            patch.object(AppendFile, "append", doomed_append),
        ):
            self.live(reached)

    @abstractmethod
    def live(self, reached: Reached) -> None:
        """Do what the program does, and tell `reached` each event when the user is told it."""

    def _deed(self) -> Callable[[Point], None]:
        def note(reached: Point) -> None:
            with self.notes.open("a", encoding="utf-8") as file:
                file.write(f"{reached.words}\n")

        def strike(reached: Point) -> None:
            if reached == self.point:
                os.kill(os.getpid(), signal.SIGKILL if self.what == "kill" else signal.SIGSTOP)

        return note if self.what == "note" else strike


@dataclass(frozen=True, kw_only=True)
class DoomedCommand(Doom):
    """`kumonote-cli` with these words."""

    words: tuple[str, ...]

    def live(self, reached: Reached) -> None:
        tell = JsonOutput.event

        def doomed_tell(output: JsonOutput, event: Event) -> None:
            tell(output, event)
            reached("event", event_object(event))

        with patch.object(JsonOutput, "event", doomed_tell):
            run(self.words)
