"""Regains access to a server whose keys are lost or whose network has moved."""

from __future__ import annotations

from typing import Any

from app.azure.steps import GroupStep, SecurityStep
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.step import Step
from app.operations.answers_found import known_answers
from app.operations.entering import way_into
from app.operations.listing import running_server, show_server
from app.operations.page_step import PageStep
from app.operations.pin_step import PinStep
from app.operations.preparing import planned_again
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.server import Server


def repair(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Server:
    """Let this computer into the running server `name` anew, pin anew, and check.

    The cloud's Run Command puts a new login key in and reads the host key, or on Windows gives
    the administrator a new password and reads the certificate of WinRM; over a connection to
    exactly that the fingerprint of the notebook's certificate is read; then the notebook must
    show that very certificate. Nothing that is stored on this computer is needed. Raises
    `ProblemError`, "server-not-running" for one that is stopped, or `Cancelled`.
    """
    server = running_server(workspace, name, cancel)
    session = workspace.session
    way = way_into(workspace, server, renew=True)
    group, security = _firewall(workspace, server, cancel)
    regain = way.regain(())
    pin = PinStep(session, server, way.access, security, regain)
    through = None if server.is_public else way.access
    page = PageStep(session.dialer, server, pin, pin=pin, through=through)
    steps = [group, security, regain, pin, page]
    try:
        run_on_server(workspace, server.name, "repair", steps, emit, cancel)
    finally:
        way.access.close()
    return show_server(workspace, server.name, cancel)


def _firewall(
    workspace: Workspace, server: Server, cancel: CancelToken
) -> tuple[Step[Any], Step[Any]]:
    """The steps that open the server's firewall to where this computer is now."""
    answers = known_answers(workspace, server, cancel)
    made = planned_again(workspace, answers, cancel)
    group = GroupStep(workspace.session, made)
    return group, SecurityStep(workspace.session, made, group)
