"""A terminal: a bar for the whole, a line for each running step, the log above them."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime
from functools import singledispatchmethod

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group
from rich.live import Live
from rich.markup import escape
from rich.panel import Panel
from rich.progress import BarColumn, Progress, SpinnerColumn, TaskID, TextColumn
from rich.table import Table

from app.cli.ending import Done, Ending
from app.cli.wording import LABEL_WIDTH, STATES, failed_sentences, padded, server_lines
from app.engine import events
from app.engine.events import Event
from app.server import Server
from app.text import Text, text

_STATE_STYLES = {"running": "green", "failed": "red", "incomplete": "yellow"}


class TerminalOutput:
    """Colours and bars. Nothing is said by colour alone."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)
        self._overall = Progress(
            BarColumn(bar_width=40),
            TextColumn("{task.percentage:>3.0f} %"),
            TextColumn("{task.description}"),
            console=self._console,
        )
        self._steps = Progress(
            SpinnerColumn(), TextColumn("{task.description}"), console=self._console
        )
        self._live: Live | None = None
        self._whole = TaskID(0)
        self._tasks: dict[str, TaskID] = {}
        self._infos: dict[str, events.StepInfo] = {}
        self._statuses: dict[str, str] = {}
        self._table: Table | None = None

    def begin(self) -> None:
        """The bars appear with the first run."""

    def event(self, event: Event) -> None:
        self._show(event)

    def server(self, server: Server) -> None:
        if self._table is None:
            self._table = Table(
                str(text("Name")), str(text("State")), str(text("Address")), box=None
            )
        style = _STATE_STYLES.get(server.state.value, "")
        self._table.add_row(
            escape(server.name),
            f"[{style}]{STATES[server.state]}[/]" if style else str(STATES[server.state]),
            escape(server.url),
        )

    def fact(self, name: str, facts: object, sentences: tuple[Text, ...]) -> None:
        del name, facts  # for programs
        for sentence in sentences:
            self._console.print(escape(str(sentence)), soft_wrap=True)

    def table(self, columns: Sequence[Text], rows: Sequence[Sequence[Text]]) -> None:
        shown = Table(*map(str, columns), box=SIMPLE_HEAD, pad_edge=False)
        for row in rows:
            shown.add_row(*(escape(str(cell)) for cell in row))
        self._console.print(shown)

    def end(self, ending: Ending) -> None:
        self._stop()
        if self._table is not None:
            self._console.print(self._table)
        if isinstance(ending, Done):
            self._done(ending)
            return
        first, *rest = failed_sentences(ending)
        self._console.print(f"[bold red]{escape(first)}[/]", soft_wrap=True)
        for line in rest:
            self._console.print(escape(line), soft_wrap=True)

    def _done(self, done: Done) -> None:
        if done.server is not None:
            for label, value in server_lines(done.server):
                # wrapped by the terminal, if at all: a fingerprint is copied and compared whole
                line = f"[dim]{escape(padded(label, LABEL_WIDTH))}[/] {escape(value)}"
                self._console.print(line, soft_wrap=True)
        for sentence in done.sentences:
            self._console.print(escape(str(sentence)), soft_wrap=True)

    def _stop(self) -> None:
        if self._live is not None:
            self._live.stop()
            self._live = None

    @singledispatchmethod
    def _show(self, event: Event) -> None:
        del event

    @_show.register
    def _(self, event: events.RunStarted) -> None:
        self._stop()
        self._infos = {info.id: info for info in event.steps}
        self._tasks.clear()
        for task in (*self._overall.task_ids,):
            self._overall.remove_task(task)
        self._whole = self._overall.add_task("", total=1.0)
        grid = Table.grid()
        grid.add_row(self._steps)
        grid.add_row(self._overall)
        self._live = Live(grid, console=self._console, refresh_per_second=8, transient=True)
        self._live.start()

    @_show.register
    def _(self, event: events.StepStarted) -> None:
        self._statuses[event.step] = escape(str(event.status))
        self._tasks[event.step] = self._steps.add_task(self._statuses[event.step], total=1.0)

    @_show.register
    def _(self, event: events.Progress) -> None:
        minutes, seconds = divmod(round(event.seconds_left), 60)
        left = text("about {time} left", time=f"{minutes}:{seconds:02}")
        if self._live is not None:
            self._overall.update(self._whole, completed=event.fraction, description=str(left))
        task = self._tasks.get(event.step)
        if task is not None:
            detail = f" [dim]{escape(str(event.detail))}[/]" if event.detail else ""
            status = self._statuses.get(event.step, "")
            self._steps.update(task, completed=event.step_fraction, description=status + detail)

    @_show.register
    def _(self, event: events.LogLine) -> None:
        if event.level >= logging.INFO:
            self._console.print(f"[dim]  {escape(str(event.text))}[/]", soft_wrap=True)

    @_show.register
    def _(self, event: events.LeftBehind) -> None:
        self._console.print(f"[yellow]![/] {escape(str(event.sentence))}", soft_wrap=True)

    @_show.register
    def _(self, event: events.CodeToType) -> None:
        # alone in its line, so that a double click takes it whole
        until = datetime.fromtimestamp(event.expires).astimezone()
        self._console.print(
            Panel(
                Group(
                    escape(str(text("Open this page on any device:"))),
                    f"[link={event.page}]{escape(event.page)}[/link]",
                    "",
                    escape(str(text("and type this code there:"))),
                    f"[bold reverse]  {escape(event.code)}  [/]",
                    "",
                    escape(str(text("It is good until {time}.", time=f"{until:%H:%M}"))),
                ),
                title=escape(str(text("Sign in"))),
                expand=False,
                padding=(1, 3),
            )
        )

    @_show.register
    def _(self, event: events.StepDone) -> None:
        self._finish(event.step)
        word = text("already there") if event.already else text("done")
        self._console.print(f"[green]✓[/] {self._name(event.step)} [dim]{word}[/]")

    @_show.register
    def _(self, event: events.StepFailed) -> None:
        self._finish(event.step)
        message = escape(str(event.problem.message))
        self._console.print(f"[red]✗[/] {self._name(event.step)}: {message}")

    @_show.register
    def _(self, event: events.StepRetrying) -> None:
        again = text("trying again in {seconds} s", seconds=round(event.wait_seconds))
        message = escape(str(event.problem.message))
        self._console.print(f"[yellow]…[/] {self._name(event.step)}: {message} [dim]{again}[/]")

    @_show.register
    def _(self, event: events.UndoFailed) -> None:
        self._console.print(f"[red]✗[/] {self._name(event.step)}: {event.problem.message}")

    @_show.register
    def _(self, event: events.RunFinished) -> None:
        del event
        self._stop()

    def _name(self, step: str) -> str:
        info = self._infos.get(step)
        return escape(str(info.name)) if info else step

    def _finish(self, step: str) -> None:
        task = self._tasks.pop(step, None)
        if task is not None:
            self._steps.remove_task(task)
