"""The servers: what the cloud knows, and what a journal of this computer adds to it."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from app.azure import fleet
from app.engine.cancel import CancelToken
from app.engine.record import Record, read_record
from app.operations.running import refuse_if_at_work
from app.operations.workspace import Workspace
from app.plan.making import GROUP_PREFIX
from app.problems import Action, Problem, ProblemError
from app.server import ADMIN_USER, Server, ServerState
from app.text import text

_SETTLED: Final = frozenset({ServerState.RUNNING, ServerState.STOPPED, ServerState.STOPPED_BILLED})


def list_servers(workspace: Workspace, cancel: CancelToken) -> tuple[Server, ...]:
    """All servers by name; also those of which only a journal of this computer tells.

    A server that never was ready is `INCOMPLETE`, whatever its machine does.
    """
    changed = workspace.changed_lately.names()
    found = fleet.list_servers(workspace.session, cancel, changed=changed)
    known = {server.name.lower() for server in found}
    begun = (s for s in _begun(workspace) if s.name.lower() not in known)
    servers = (*(_with_progress(server) for server in found), *begun)
    return tuple(sorted(servers, key=lambda server: server.name))


def find_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server | None:
    """The server called `name` as it is at this moment, or None."""
    found = fleet.find_server(workspace.session, name, cancel)
    if found is not None:
        return _with_progress(found)
    return next((s for s in _begun(workspace) if s.name.lower() == name.lower()), None)


def show_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`. Raises `ProblemError` "server-not-found"."""
    server = find_server(workspace, name, cancel)
    if server is None:
        raise ProblemError(fleet.server_not_found(name))
    return server


def finished_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`, which was ready once.

    Raises `ProblemError` "server-not-found" or "server-incomplete"; "already-running" while
    another program of this computer is making it.
    """
    server = show_server(workspace, name, cancel)
    if not server.ready:
        refuse_if_at_work(workspace, server.name)
        raise ProblemError(
            Problem(
                code="server-incomplete",
                message=text("The server {name} is not finished.", name=name),
                advice=text("Resume its creation, or delete it."),
                action=Action.RESUME,
            )
        )
    return server


def running_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`, ready once and running now.

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


def public_server(workspace: Workspace, name: str, cancel: CancelToken) -> Server:
    """The server called `name`, running and reached by a browser without further ado.

    Raises `ProblemError`, "server-through-ssh" for one that has no public port.
    """
    server = running_server(workspace, name, cancel)
    if server.is_public:
        return server
    host = server.address.fqdn if server.address else ""
    raise ProblemError(
        Problem(
            code="server-through-ssh",
            message=text("The notebook of {name} is reached through SSH only.", name=name),
            advice=text(
                "With a key of yours in the machine: ssh -L {port}:localhost:{port} {user}@{host},"
                " then open https://localhost:{port}/.",
                port=server.private_port,
                user=ADMIN_USER,
                host=host,
            ),
        )
    )


def _with_progress(server: Server) -> Server:
    if server.ready or server.state not in _SETTLED:
        return server
    return replace(server, state=ServerState.INCOMPLETE)


def _begun(workspace: Workspace) -> list[Server]:
    """Servers whose creation began on this computer and has left nothing in the cloud yet."""
    folder = workspace.paths.journals(workspace.cloud)
    if not folder.is_dir():
        return []
    records = {path.stem: read_record(path) for path in sorted(folder.glob("*.jsonl"))}
    return [
        Server(
            name=name,
            state=ServerState.INCOMPLETE,
            group=GROUP_PREFIX + name,
            region=_region(record),
        )
        for name, record in records.items()
        # one that was ready and is in the cloud no more was deleted elsewhere
        if "group" in record.made() and "ready" not in record.made()
    ]


def _region(record: Record) -> str:
    answers = record.header.answers if record.header else {}
    return str(answers.get("system", {}).get("region", ""))
