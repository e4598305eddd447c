"""Restarts a server's machine and sees that its notebook is back."""

from __future__ import annotations

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.listing import running_server, show_server
from app.operations.looking import looking_at
from app.operations.machine_steps import RestartStep
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.server import Server


def restart(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Server:
    """Have the machine of the running server `name` boot again, and wait for its notebook.

    Raises `ProblemError`, "server-not-running" for one that is stopped, or `Cancelled`.
    """
    server = running_server(workspace, name, cancel)
    power = RestartStep(workspace.session, server)
    with looking_at(workspace, server, power) as looking:
        run_on_server(workspace, server.name, "restart", [power, *looking], emit, cancel)
    return show_server(workspace, server.name, cancel)
