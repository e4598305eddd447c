"""Plain lines: for pipes, files, and terminals without colours or movement."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import singledispatchmethod
from typing import Final, TextIO

from app.cli.ending import Done, Ending
from app.cli.wording import STATES, done_sentences, failed_sentences, padded
from app.engine.events import (
    CodeToType,
    Event,
    LeftBehind,
    LogLine,
    RunStarted,
    StepDone,
    StepFailed,
    StepInfo,
    StepRetrying,
    StepStarted,
    UndoFailed,
)
from app.server import Server
from app.text import Text, text

_MARK_WIDTH: Final = 6


class PlainOutput:
    """Results go to `out`; what goes on meanwhile, and failures, to `err`."""

    def __init__(self, out: TextIO, err: TextIO) -> None:
        self._out = out
        self._err = err
        self._lock = threading.Lock()
        self._steps: dict[str, StepInfo] = {}

    def begin(self) -> None:
        """Nothing to prepare."""

    def event(self, event: Event) -> None:
        line = self._line(event)
        if line:
            self._write(self._err, line)

    def server(self, server: Server) -> None:
        state = padded(STATES[server.state], 26)
        self._write(self._out, f"{server.name:<24} {state} {server.url}".rstrip())

    def fact(self, name: str, facts: object, sentences: tuple[Text, ...]) -> None:
        del name, facts  # for programs
        for sentence in sentences:
            self._write(self._out, str(sentence))

    def table(self, columns: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
        del columns
        for row in rows:
            first, *more = map(str, row)
            self._write(self._out, f"{padded(first, _MARK_WIDTH)} {': '.join(more)}")

    def end(self, ending: Ending) -> None:
        if isinstance(ending, Done):
            for line in done_sentences(ending):
                self._write(self._out, line)
        else:
            for line in failed_sentences(ending):
                self._write(self._err, line)

    def _name(self, step: str) -> str:
        info = self._steps.get(step)
        return str(info.name) if info else step

    @singledispatchmethod
    def _line(self, event: Event) -> str:
        """The line for `event`; empty for those that only move bars."""
        del event
        return ""

    @_line.register
    def _(self, event: RunStarted) -> str:
        self._steps = {info.id: info for info in event.steps}
        return ""

    @_line.register
    def _(self, event: StepStarted) -> str:
        return str(event.status)

    @_line.register
    def _(self, event: LogLine) -> str:
        return f"  {event.text}"

    @_line.register
    def _(self, event: LeftBehind) -> str:
        return str(event.sentence)

    @_line.register
    def _(self, event: CodeToType) -> str:
        return f"\n      {event.code}\n"

    @_line.register
    def _(self, event: StepRetrying) -> str:
        return str(
            text(
                "{step}: {message} Trying again in {seconds} s.",
                step=self._name(event.step),
                message=event.problem.message,
                seconds=round(event.wait_seconds),
            )
        )

    @_line.register
    def _(self, event: StepDone) -> str:
        if event.already:
            return str(text("{step}: already there", step=self._name(event.step)))
        return str(
            text(
                "{step}: done ({seconds} s)",
                step=self._name(event.step),
                seconds=f"{event.seconds:.1f}",
            )
        )

    @_line.register
    def _(self, event: StepFailed) -> str:
        return str(
            text(
                "{step}: failed. {message}",
                step=self._name(event.step),
                message=event.problem.message,
            )
        )

    @_line.register
    def _(self, event: UndoFailed) -> str:
        return str(
            text(
                "{step}: could not be taken back. {message}",
                step=self._name(event.step),
                message=event.problem.message,
            )
        )

    def _write(self, stream: TextIO, line: str) -> None:
        with self._lock:
            stream.write(line + "\n")
            stream.flush()
