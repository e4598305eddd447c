"""Regains access to a server whose keys are lost or whose network has moved."""

from __future__ import annotations

from typing import Any

from app.azure.steps import GroupStep, SecurityStep
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.step import Step
from app.guest.access import GuestAccess
from app.operations.access_keys import PinnedHostKeys, new_login_key
from app.operations.answers_found import known_answers
from app.operations.listing import running_server, show_server
from app.operations.page_step import PageStep
from app.operations.pin_step import PinStep
from app.operations.preparing import planned_again
from app.operations.regain_step import RegainStep
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.server import ADMIN_USER, Server


def repair(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Server:
    """Let a new login key into the running server `name`, pin anew, and check.

    The cloud's Run Command puts the key in and reads the host key; over SSH to exactly that
    host key the certificate's fingerprint is read; then the notebook must show that very
    certificate. Nothing that is stored on this computer is needed. Raises `ProblemError`,
    "server-not-running" for one that is stopped, or `Cancelled`.
    """
    server = running_server(workspace, name, cancel)
    session = workspace.session
    login_key = new_login_key(workspace.vault, server.name)
    pinned = PinnedHostKeys(server.host_keys)
    access = GuestAccess(
        session.dialer, user=ADMIN_USER, login_key=login_key.private, host_keys=pinned
    )
    group, security = _firewall(workspace, server, cancel)
    regain = RegainStep(session, server, login_key, pinned)
    pin = PinStep(session, server, access, security, regain)
    through = None if server.is_public else access
    page = PageStep(session.dialer, server, pin, pin=pin, through=through)
    steps = [group, security, regain, pin, page]
    try:
        run_on_server(workspace, server.name, "repair", steps, emit, cancel)
    finally:
        access.close()
    return show_server(workspace, server.name, cancel)


def _firewall(
    workspace: Workspace, server: Server, cancel: CancelToken
) -> tuple[Step[Any], Step[Any]]:
    """The steps that open the server's firewall to where this computer is now."""
    answers = known_answers(workspace, server, cancel)
    made = planned_again(workspace, answers, cancel)
    group = GroupStep(workspace.session, made)
    return group, SecurityStep(workspace.session, made, group)
