"""Runs one operation of the core for a command: in a thread, cancellable, with one end.

The main thread only waits, so that Ctrl-C is looked at at once: the first one cancels
cleanly, the second one ends the program on the spot (the journal stands that).
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType
from typing import Any, Final, NoReturn

import typer

from app.cli.ending import Done, Ending, ExitCode, Failed
from app.cli.output import Output, choose_output
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import Event
from app.engine.journal import AT_WORK
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.text import Text, text

LOOK_SECONDS: Final = 0.5
"""How often the waiting main thread wakes up: Windows delivers Ctrl-C only then."""

Choices = tuple[tuple[Text, str], ...]


@dataclass(frozen=True)
class Work:
    """What an operation of the core needs from its caller."""

    output: Output
    cancel: CancelToken

    def emit(self, event: Event) -> None:
        """Pass an event on. A reader that went away cancels the work, as closing a pipe does."""
        try:
            self.output.event(event)
        except BrokenPipeError:
            self.cancel.cancel()


Operation = Callable[[Work], Done]


def perform(operation: Operation, *, as_json: bool, choices: Choices = ()) -> None:
    """Carry `operation` out, show its end and leave with its exit code.

    `choices` are offered when it fails or is cancelled: the command lines to go on with.
    """
    output = choose_output(as_json=as_json)
    conclude(output, carry_out(operation, output, choices=choices))


def carry_out(operation: Operation, output: Output, *, choices: Choices = ()) -> Ending:
    """Carry `operation` out and return how it ended; nothing is raised."""
    cancel = CancelToken()
    work = Work(output, cancel)
    output.begin()
    with _signals_cancel(cancel), ThreadPoolExecutor(1, "operation") as pool:
        future = pool.submit(operation, work)
        while not future.done():
            wait([future], LOOK_SECONDS)
    error = future.exception()
    return future.result() if error is None else _failed(error, choices)


def conclude(output: Output, ending: Ending) -> NoReturn:
    """Show `ending` and leave the command with its exit code."""
    try:
        output.end(ending)
    except BrokenPipeError:
        # nobody reads any more; the interpreter must not complain about it when it flushes
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    raise typer.Exit(ending.exit_code if isinstance(ending, Failed) else ExitCode.DONE)


def usage_failure(code: str, message: Text, advice: Text | None = None) -> Failed:
    """Wrong usage that only shows while a command looks at its surroundings."""
    return Failed(Problem(code, message, advice or text("See --help.")), ExitCode.USAGE)


def _failed(error: BaseException, choices: Choices) -> Failed:
    from app.operations.explain import explain
    from app.operations.refusal import AnswersRefused, NothingMade

    if isinstance(error, Cancelled):
        return Failed(CANCELLED, ExitCode.CANCELLED, choices=choices)
    if isinstance(error, AnswersRefused):
        return Failed(error.problem, ExitCode.USAGE, complaints=error.complaints)
    if isinstance(error, NothingMade):
        return Failed(error.problem)
    if isinstance(error, ProblemError):
        # while somebody else works on it there is nothing to go on with and nothing to remove
        choices = () if error.problem.code == AT_WORK else choices
        return Failed(error.problem, choices=choices)
    return Failed(explain(error, Paths.of_this_user()), choices=choices)


CANCELLED: Final = Problem(
    code="cancelled",
    message=text("Cancelled. What was made so far is still there."),
    advice=text("Go on with it or remove it:"),
)


@contextmanager
def _signals_cancel(cancel: CancelToken) -> Iterator[None]:
    """While inside, Ctrl-C and a request to terminate cancel the work."""

    def on_signal(number: int, frame: FrameType | None) -> Any:
        del number, frame
        if cancel.cancelled:
            os._exit(ExitCode.CANCELLED)
        cancel.cancel()

    before = {
        number: signal.signal(number, on_signal) for number in (signal.SIGINT, signal.SIGTERM)
    }
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
