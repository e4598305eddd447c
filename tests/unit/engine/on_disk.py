"""A make-believe cloud whose things are files, and programs that are killed while they use it.

What is killed is a real process, by SIGKILL, so that nothing of it runs any more; what it
leaves are real files. A power cut, which may also lose what was not synced, is not proven.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, NoReturn
from unittest.mock import patch

from app.engine.append_file import AppendFile
from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Event, Outcome
from app.engine.journal import Journal
from app.engine.step import Step, StepRun
from app.text import Text, verbatim
from tests.unit.engine.steps import BEFORE, LIMIT_SECONDS, NAMES, describe


class Moment(StrEnum):
    BEFORE_WRITE = "before-write"
    TORN_WRITE = "torn-write"
    AFTER_WRITE = "after-write"
    BEFORE_EFFECT = "before-effect"
    AFTER_EFFECT = "after-effect"


@dataclass(frozen=True)
class Death:
    """Before, within or after the `number`th write of the journal or effect on the cloud."""

    moment: Moment
    number: int


class Fate:
    """Kills this process when its time has come."""

    def __init__(self, death: Death | None) -> None:
        self._death = death
        self._counts = {"write": 0, "effect": 0}
        self._lock = threading.Lock()

    def count(self, what: str) -> int:
        with self._lock:
            self._counts[what] += 1
            return self._counts[what]

    def has_come(self, moment: Moment, number: int) -> bool:
        return self._death == Death(moment, number)

    def meet(self, moment: Moment, number: int) -> None:
        if self.has_come(moment, number):
            die()


def die() -> NoReturn:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("nobody outlives SIGKILL")


class FatefulFile(AppendFile):
    """An `AppendFile` that may be the last thing its process writes."""

    fate = Fate(None)

    def append(self, line: bytes) -> None:
        number = self.fate.count("write")
        self.fate.meet(Moment.BEFORE_WRITE, number)
        if self.fate.has_come(Moment.TORN_WRITE, number):
            super().append(line[: len(line) // 2])
            die()
        super().append(line)
        self.fate.meet(Moment.AFTER_WRITE, number)


class FileStep(Step[str]):
    """Makes the file `id` in `cloud`; notes each apply in `calls` before it has an effect."""

    def __init__(self, cloud: Path, calls: Path, fate: Fate, requires: Sequence[FileStep]) -> None:
        self._file = cloud / self.id
        self._calls = calls
        self._fate = fate
        self._requires = tuple(requires)

    @property
    def name(self) -> Text:
        return verbatim(self.id)

    @property
    def status(self) -> Text:
        return verbatim(self.id)

    @property
    def description(self) -> Text:
        return verbatim(self.id)

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._requires

    def probe(self, run: StepRun) -> str | None:
        run.cancel.check()
        return self._file.read_text() if self._file.exists() else None

    def apply(self, run: StepRun) -> str:
        assert not self._file.exists(), "the probe would have said so"
        run.note({"number": len(self.id)})
        content = f"{self.id} on ({', '.join(run.result(step) for step in self._requires)})"
        with self._calls.open("a") as calls:
            calls.write(f"{self.id}\n")
        number = self._fate.count("effect")
        self._fate.meet(Moment.BEFORE_EFFECT, number)
        draft = self._file.with_suffix(".draft")
        draft.write_text(content)
        draft.replace(self._file)
        self._fate.meet(Moment.AFTER_EFFECT, number)
        return content

    def undo(self, run: StepRun) -> None:
        run.cancel.check()
        number = self._fate.count("effect")
        self._fate.meet(Moment.BEFORE_EFFECT, number)
        self._file.unlink(missing_ok=True)
        self._fate.meet(Moment.AFTER_EFFECT, number)


@dataclass(frozen=True)
class Site:
    """Where a program works: its cloud, its journal and the list of its applies."""

    folder: Path

    @property
    def journal(self) -> Path:
        return self.folder / "lab.jsonl"

    def state(self) -> dict[str, str]:
        """What is in the cloud."""
        things = (file for file in self._cloud.glob("*") if file.suffix != ".draft")
        return {thing.name: thing.read_text() for thing in things}

    def applies(self) -> list[str]:
        return self._calls.read_text().splitlines() if self._calls.exists() else []

    @property
    def _cloud(self) -> Path:
        return self.folder / "cloud"

    @property
    def _calls(self) -> Path:
        return self.folder / "calls"

    def steps(self, fate: Fate) -> list[FileStep]:
        self._cloud.mkdir(exist_ok=True)
        made: dict[str, FileStep] = {}
        for name in NAMES:
            above = [made[base] for base in NAMES if base in BEFORE[name]]

            class Named(FileStep):
                id = name

            made[name] = Named(self._cloud, self._calls, fate, above)
        return list(made.values())

    def work(self, verb: str, fate: Fate | None = None) -> Outcome:
        """Run, or undo, in this process."""
        with Journal.open(self.journal) as journal:
            if journal.header is None:
                journal.begin("create", {"name": "lab"})
            engine = Engine(
                self.steps(fate or Fate(None)),
                journal=journal,
                emit=_nobody_reads,
                cancel=CancelToken(),
                describe_error=describe,
            )
            report = engine.run() if verb == "run" else engine.undo(CancelToken())
            assert report.problem is None, report.problem
            return report.outcome

    def work_and_die(self, verb: str, death: Death) -> None:
        """Run, or undo, in a process of its own that is killed."""
        context = multiprocessing.get_context("forkserver")
        context.set_forkserver_preload([__name__])
        process = context.Process(target=_doomed, args=(self, verb, death))
        process.start()
        process.join(LIMIT_SECONDS)
        assert process.exitcode == -signal.SIGKILL
        process.close()


def _doomed(site: Site, verb: str, death: Death) -> None:
    fate = Fate(death)
    FatefulFile.fate = fate
    with patch("app.engine.journal.AppendFile", FatefulFile):
        site.work(verb, fate)


def _nobody_reads(event: Event) -> None:
    """What readers see is tested elsewhere."""
