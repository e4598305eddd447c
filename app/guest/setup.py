"""Running the setup program in a machine, and telling what it tells.

The program goes on when nobody listens any more. Running it again, over a new connection,
joins the run that is under way: so a lost connection costs nothing but a retry.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final, Protocol

from app.engine.cancel import CancelToken
from app.engine.step import StepRun
from app.foreign_json import decoded
from app.guest import errors
from app.guest.clock import Asked
from app.guest.protocol import CommandResult
from app.guest.words import setup_problem, setup_words
from app.problems import ProblemError
from app.redaction import redact
from app.text import Text

Facts = Mapping[str, Any]

_SILENCE_SECONDS: Final = 300.0
"""The program says at least once a minute that it is alive."""
_TAIL: Final = 2000
_KILLED: Final = frozenset({128 + 9, 128 + 15})
"""What a shell and sudo tell of a command that ended by SIGKILL or SIGTERM (bash(1), "Exit
status"); a system that goes down may come to say it before the connection breaks."""


class Launcher(Protocol):
    """Knows how the program gets into a machine of one system, and is started there."""

    def launch(
        self,
        phase: Sequence[str],
        stdin: bytes,
        *,
        silence_seconds: float,
        on_line: Callable[[str], None],
        cancel: CancelToken,
        lasting: bool,
    ) -> CommandResult:
        """Run `phase` to its end; `on_line` gets each line of its output as it comes.

        What is `lasting` goes on when the connection ends. Raises `ProblemError` when that
        happens, and after a silence of `silence_seconds`.
        """


class SetupProgram:
    """The setup program in one machine, over an open connection."""

    def __init__(self, launcher: Launcher) -> None:
        self._launcher = launcher

    def run(
        self, phase: Sequence[str], settings: Mapping[str, Any], run: StepRun, *, span: float = 1.0
    ) -> Facts:
        """Run `phase` with `settings` on its standard input; the facts it found or made.

        Its progress becomes the step's, up to `span`. Raises `ProblemError` for its failure.
        """
        telling = _Telling(run, span)
        result = self._execute(phase, settings, run.cancel, telling, lasting=True)
        return telling.facts(result)

    def ask(
        self, phase: Sequence[str], cancel: CancelToken, settings: Mapping[str, Any] | None = None
    ) -> Facts:
        """The same for a phase that is over at once and has no progress to tell."""
        telling = _Telling(None, 1.0)
        result = self._execute(phase, settings or {}, cancel, telling, lasting=False)
        return telling.facts(result)

    def _execute(
        self,
        phase: Sequence[str],
        settings: Mapping[str, Any],
        cancel: CancelToken,
        telling: _Telling,
        *,
        lasting: bool,
    ) -> CommandResult:
        return self._launcher.launch(
            phase,
            json.dumps(settings).encode(),
            silence_seconds=_SILENCE_SECONDS,
            on_line=telling.line,
            cancel=cancel,
            lasting=lasting,
        )


class _Telling:
    """Turns the program's JSON lines into progress and log lines; keeps how it ended."""

    def __init__(self, run: StepRun | None, span: float) -> None:
        self._run = run
        self._span = span
        self._begun = datetime.now(UTC)
        self._last: Facts | None = None

    def line(self, line: str) -> None:
        try:
            event = decoded(line)
        except ValueError:
            event = {"event": "log", "text": line}
        if not isinstance(event, dict):
            return
        match event.get("event"):
            case "done" | "failed":
                self._last = event
            case "progress" if self._run is not None and _is_number(event.get("fraction")):
                self._run.progress(self._span * float(event["fraction"]), _words(event))
            case "log" if self._run is not None and event.get("text"):
                level = logging.WARNING if event.get("level") == "warning" else logging.INFO
                self._run.log(_words(event), level=level)

    def facts(self, result: CommandResult) -> Facts:
        last = self._last or {}
        clock = Asked(self._begun, datetime.now(UTC)).clock_problem(last)
        if clock is not None:
            raise ProblemError(clock)
        if last.get("event") == "failed":
            raise ProblemError(setup_problem(last))
        if result.exit_code != 0 or not last:
            raise ended_unforeseen(result)
        facts = last.get("facts") or {}
        if not isinstance(facts, dict):
            raise told_unforeseen("facts that are no object")
        return facts


def _is_number(value: object) -> bool:
    return isinstance(value, int | float)


def _words(event: Mapping[str, Any]) -> Text:
    return setup_words(str(event.get("code", "")), str(event.get("text", "")), event)


def ended_unforeseen(result: CommandResult) -> ProblemError:
    """The program did not come so far as to say what is wrong."""
    if result.exit_code in _KILLED:
        return errors.setup_killed(f"exit code {result.exit_code}")
    return ProblemError(setup_problem(_unforeseen(result)))


def told_unforeseen(details: str) -> ProblemError:
    """The program told something else than it should."""
    return ProblemError(setup_problem(_failed(details)))


def _unforeseen(result: CommandResult) -> Facts:
    said = redact((result.stderr or result.stdout)[-_TAIL:])
    if "sudo:" in said and "password" in said:
        return {"code": "guest-rights", "details": said}
    return _failed(f"exit code {result.exit_code}\n{said}")


def _failed(details: str) -> Facts:
    return {"code": "setup-failed", "details": details}
