"""Where a command's events and its end go: a terminal, a pipe, or another program."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Protocol

from app.cli.ending import Ending
from app.engine.events import Event
from app.server import Server
from app.text import Text


class Output(Protocol):
    def begin(self) -> None:
        """Called once, before everything else."""

    def event(self, event: Event) -> None:
        """Called from any thread."""

    def server(self, server: Server) -> None:
        """One of the servers that were asked for."""

    def fact(self, name: str, facts: object, sentences: tuple[Text, ...]) -> None:
        """Something found out: `facts` for programs under `name`, `sentences` for people."""

    def table(self, columns: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
        """Facts that were told to programs already, side by side for people."""

    def end(self, ending: Ending) -> None:
        """Called once, after everything else."""


def choose_output(*, as_json: bool) -> Output:
    """JSON if asked for; bars on a terminal; plain lines into a pipe or a file."""
    if as_json:
        from app.cli.json_output import JsonOutput

        return JsonOutput(sys.stdout)
    if sys.stdout.isatty():
        from app.cli.render import TerminalOutput

        return TerminalOutput()
    from app.cli.plain_output import PlainOutput

    return PlainOutput(sys.stdout, sys.stderr)
