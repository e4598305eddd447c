"""Stops a server: its machine is given back, its disk and its address stay."""

from __future__ import annotations

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.listing import show_server
from app.operations.machine_steps import StopStep
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.server import Server


def stop(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Server:
    """Deallocate the machine of the server `name`; return the server as it is then.

    An unfinished server can be stopped too, since it bills. Raises `ProblemError` or
    `Cancelled`; the cloud goes on with what it has begun.
    """
    server = show_server(workspace, name, cancel)
    step = StopStep(workspace.session, server)
    run_on_server(workspace, server.name, "stop", [step], emit, cancel)
    return show_server(workspace, server.name, cancel)
