"""Gives a server's machine another size: more or less cores and memory, the same disk."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.azure.prices import load_prices
from app.azure.resizing import Fit, Fits, Obstacle, load_fits, refusal
from app.catalogue import Prices, Size
from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine, Outcome
from app.engine.record import Kind, Record, read_record
from app.engine.step import Step
from app.money import per_hour
from app.operations.listing import finished_server, show_server
from app.operations.looking import looking_at
from app.operations.machine_steps import ResizeStep, StartStep, StopStep
from app.operations.offers import currency_for
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.problems import Action, Problem, ProblemError
from app.server import Server, ServerState
from app.text import Text, text
from app.wizard.answers import SystemKind

_OPERATION: Final = "resize"
_MOST_PRICED: Final = 40
"""A price is asked for by name, and an address has its limits."""


@dataclass(frozen=True)
class Resizing:
    """What a server can become. `prices` are by size, without those the list does not know."""

    server: Server
    fits: Fits
    prices: Mapping[str, Prices]

    def price(self, size: str) -> Text:
        """What everything costs an hour with this size, while the machine runs."""
        prices = self.prices.get(size)
        running = prices.running() if prices else None
        if prices is None or running is None:
            return text("price unknown")
        return per_hour(running, prices.currency)

    def stops_first(self, fit: Fit) -> bool:
        """Whether the machine must be given back for this size, as it stands now."""
        return self.server.state is not ServerState.STOPPED and not fit.in_place

    def consequences(self, fit: Fit) -> tuple[Text, ...]:
        """What a change to this size means, sentence by sentence."""
        return (
            text(
                "From {old} ({old_price}) to {new} ({new_price}).",
                old=self.fits.now.name,
                old_price=self.price(self.fits.now.name),
                new=fit.size.name,
                new_price=self.price(fit.size.name),
            ),
            self._interruption(fit),
        )

    def _interruption(self, fit: Fit) -> Text:
        if self.server.state is ServerState.STOPPED:
            return text("The machine is stopped and stays so; files and address stay as they are.")
        if self.stops_first(fit):
            return text(
                "The hardware the machine stands on does not have this size: it is stopped,"
                " given back and started anew elsewhere. Running notebooks end; files and"
                " address stay as they are."
            )
        return text(
            "The machine boots again. Running notebooks end; files and address stay as they are."
        )


def look_up_sizes(
    workspace: Workspace, name: str, cancel: CancelToken, *, size: str = ""
) -> Resizing:
    """What the server `name` can become; prices for its size, `size` and the smallest that fit.

    Raises `ProblemError`, "server-busy" for one that something is being done with.
    """
    server = finished_server(workspace, name, cancel)
    if server.state not in (
        ServerState.RUNNING,
        ServerState.STOPPED,
        ServerState.STOPPED_BILLED,
    ):
        raise ProblemError(_busy(name))
    fits = load_fits(workspace.session, server, cancel)
    wanted = fits.named(size)
    names = [fits.now.name, *([wanted.size.name] if wanted else ())]
    names += [fit.size.name for fit in fits.possible[:_MOST_PRICED]]
    kind = next((k for k in SystemKind if k.value == server.system), SystemKind.UBUNTU)
    currency = currency_for(workspace.settings)
    listed = load_prices(workspace.session, server.region, names, cancel, currency)
    return Resizing(server, fits, {name: listed[name, kind] for name in names})


def resize(workspace: Workspace, name: str, size: str, emit: Emit, cancel: CancelToken) -> Server:
    """Give the machine of the server `name` the size `size`; return the server as it is then.

    A running machine runs again afterwards, and its notebook's page is looked at; a stopped
    one stays stopped. Where the hardware does not have the size, the machine is deallocated
    first. What happens and what it costs is told before. A change that was interrupted is
    finished by the same call, and what it had stopped runs again. Raises `ProblemError` with
    the sizes that fit where this one does not, or `Cancelled`.
    """
    resizing = look_up_sizes(workspace, name, cancel, size=size)
    server = resizing.server
    interrupted = Interrupted.of(read_record(workspace.journal(server.name)))
    fit = resizing.fits.named(size)
    problem = refusal(server, resizing.fits, size)
    if interrupted is not None and fit is not None and fit.obstacle is Obstacle.SAME:
        problem = None  # it came so far the last time
    if problem is not None or fit is None:
        raise ProblemError(problem or _busy(name))
    if interrupted is None:
        for sentence in resizing.consequences(fit):
            emit(LogLine(text=sentence))
    else:
        emit(LogLine(text=text("An earlier change of size was interrupted; it is finished now.")))
    start_again = interrupted is not None and interrupted.stopped
    steps = _steps(workspace, resizing, fit, start_again=start_again)
    if server.state is ServerState.STOPPED and not start_again:
        run_on_server(workspace, server.name, _OPERATION, steps, emit, cancel)
    else:
        with looking_at(workspace, server, steps[-1]) as looking:
            run_on_server(workspace, server.name, _OPERATION, [*steps, *looking], emit, cancel)
    return show_server(workspace, server.name, cancel)


@dataclass(frozen=True)
class Interrupted:
    """A change of size that did not come to its end. `stopped`: it had stopped the machine."""

    stopped: bool

    @classmethod
    def of(cls, record: Record) -> Interrupted | None:
        """The one that `record` ends with, if it does."""
        header = record.header
        if header is None or header.operation != _OPERATION or record.outcome == Outcome.DONE:
            return None
        stopped = False
        for entry in record.entries:
            # several tries in a row count as one: the first of them found the machine running
            other = entry.kind == Kind.HEADER and entry.facts["operation"] != _OPERATION
            if other or entry.facts.get("outcome") == Outcome.DONE:
                stopped = False
            elif entry.kind == Kind.APPLYING and entry.facts["step"] == StopStep.id:
                stopped = True
        return cls(stopped)


def _steps(
    workspace: Workspace, resizing: Resizing, fit: Fit, *, start_again: bool
) -> list[Step[Any]]:
    session, server, size = workspace.session, resizing.server, fit.size
    if server.state is ServerState.STOPPED:
        alone = ResizeStep(session, server, size.name)
        return [alone, StartStep(session, server, alone)] if start_again else [alone]
    if not resizing.stops_first(fit) and server.state is ServerState.RUNNING:
        return [ResizeStep(session, server, size.name)]
    stop = StopStep(session, server)
    change = ResizeStep(session, server, size.name, stop)
    return [stop, change, StartStep(session, server, change)]


def size_words(size: Size) -> Text:
    return text(
        "{size}: {cores} cores, {memory} GiB",
        size=size.name,
        cores=size.cores,
        memory=f"{size.memory_gib:g}",
    )


def _busy(name: str) -> Problem:
    return Problem(
        "server-busy",
        text("Something is being done with {name} at the moment.", name=name),
        text("Wait until it runs or is stopped, then try again."),
        retryable=True,
        action=Action.RETRY,
    )
