"""The servers: what the cloud knows, and what a journal of this computer adds to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.azure import fleet
from app.engine.cancel import CancelToken
from app.engine.record import Record, read_record
from app.operations.workspace import Workspace
from app.plan.making import GROUP_PREFIX
from app.problems import Action, Problem, ProblemError
from app.server import Server, ServerState
from app.text import text

_SETTLED: Final = frozenset({ServerState.RUNNING, ServerState.STOPPED, ServerState.STOPPED_BILLED})


def list_servers(workspace: Workspace, cancel: CancelToken) -> tuple[Server, ...]:
    """All servers by name; also those of which only a journal of this computer tells.

    A server that never was ready is `INCOMPLETE`, whatever its machine does.
    """
    found = fleet.list_servers(workspace.session, cancel)
    known = {server.name.lower() for server in found}
    begun = (s for s in _begun(workspace) if s.name.lower() not in known)
    servers = (*(_with_progress(server) for server in found), *begun)
    return tuple(sorted(servers, key=lambda server: server.name))


def find_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server | None:
    """The server called `name`, or None."""
    servers = list_servers(workspace, cancel)
    return next((server for server in servers if server.name.lower() == name.lower()), None)


def show_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`. Raises `ProblemError` "server-not-found"."""
    server = find_server(workspace, name, cancel)
    if server is None:
        raise ProblemError(fleet.server_not_found(name))
    return server


def finished_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`, which was ready once.

    Raises `ProblemError` "server-not-found" or "server-incomplete".
    """
    server = show_server(workspace, name, cancel)
    if not server.ready:
        raise ProblemError(
            Problem(
                code="server-incomplete",
                message=text("The server {name} is not finished.", name=name),
                advice=text("Resume its creation, or delete it."),
                action=Action.RESUME,
            )
        )
    return server


def address_to_open(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`, running and with an address.

    Raises `ProblemError` where no notebook can answer now.
    """
    server = finished_server(workspace, name, cancel)
    if server.state is not ServerState.RUNNING:
        raise ProblemError(
            Problem(
                code="server-not-running",
                message=text("The server {name} does not run.", name=name),
                advice=text("Start it first."),
            )
        )
    return server


def _with_progress(server: Server) -> Server:
    if server.ready or server.state not in _SETTLED:
        return server
    return replace(server, state=ServerState.INCOMPLETE)


def _begun(workspace: Workspace) -> list[Server]:
    """Servers whose creation began on this computer and has left nothing in the cloud yet."""
    folder = workspace.paths.journals(workspace.cloud)
    if not folder.is_dir():
        return []
    return [
        Server(
            name=path.stem,
            state=ServerState.INCOMPLETE,
            group=GROUP_PREFIX + path.stem,
            region=_region(read_record(path)),
        )
        for path in sorted(folder.glob("*.jsonl"))
        if read_record(path).made()
    ]


def _region(record: Record) -> str:
    answers = record.header.answers if record.header else {}
    return str(answers.get("system", {}).get("region", ""))
