"""Starts a stopped server and sees that its notebook is back."""

from __future__ import annotations

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.listing import finished_server, show_server
from app.operations.looking import looking_at
from app.operations.machine_steps import StartStep
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.server import Server


def start(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Server:
    """Start the server `name`, wait for its notebook, return the server as it is then.

    The notebook comes back without help; here it is only looked at, over TLS with the pinned
    certificate. Harmless for a server that runs. Raises `ProblemError` or `Cancelled`.
    """
    server = finished_server(workspace, name, cancel)
    power = StartStep(workspace.session, server)
    with looking_at(workspace, server, power) as looking:
        run_on_server(workspace, server.name, "start", [power, *looking], emit, cancel)
    return show_server(workspace, server.name, cancel)
