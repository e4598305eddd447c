"""`kumonote-cli` as it is, but at one point it kills or freezes itself."""

from __future__ import annotations

import json
import os
import signal
import sys
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Literal
from unittest.mock import patch

from app.cli.json_output import JsonOutput, event_object
from app.cli.main import run
from app.engine.append_file import AppendFile
from app.engine.events import Event
from tests.practice.crash.idle import without_machines
from tests.practice.crash.points import Counting, Point

What = Literal["kill", "freeze", "note", "spare"]


@dataclass(frozen=True)
class Doom:
    """One command, in a process of its own.

    `what` happens at `point`: SIGKILL, or SIGSTOP until somebody sends SIGCONT; with "note"
    the file `notes` gets every point that is reached. Without `machines` the inside of
    machines is left out. Standard input and output are files of `folder`.
    """

    words: tuple[str, ...]
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
        """Run the command; called in its process, which this ends."""
        os.environ.clear()
        os.environ.update(self.environment)
        for number, file in enumerate((self.given, self.said, self.complaints)):
            flags = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
            os.dup2(os.open(file, flags, 0o600), number)
        sys.stdin = os.fdopen(0, encoding="utf-8")
        sys.stdout = os.fdopen(1, "w", encoding="utf-8")
        sys.stderr = os.fdopen(2, "w", encoding="utf-8")
        deed, counting = self._deed(), Counting()
        append, tell = AppendFile.append, JsonOutput.event

        def doomed_append(file: AppendFile, line: bytes) -> None:
            append(file, line)
            deed(counting.reached("journal", json.loads(line)))

        def doomed_tell(output: JsonOutput, event: Event) -> None:
            tell(output, event)
            deed(counting.reached("event", event_object(event)))

        with (
            nullcontext() if self.machines else without_machines(),
            patch.object(AppendFile, "append", doomed_append),
            patch.object(JsonOutput, "event", doomed_tell),
        ):
            run(self.words)

    def _deed(self) -> Callable[[Point], None]:
        def note(reached: Point) -> None:
            with self.notes.open("a", encoding="utf-8") as file:
                file.write(f"{reached.words}\n")

        def strike(reached: Point) -> None:
            if reached == self.point:
                os.kill(os.getpid(), signal.SIGKILL if self.what == "kill" else signal.SIGSTOP)

        return note if self.what == "note" else strike
