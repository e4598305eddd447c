"""The way into the machine of a finished server, over SSH."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.engine.step import Step
from app.guest.access import GuestAccess
from app.operations.access_keys import PinnedHostKeys, login_key_of
from app.operations.regain_step import RegainStep
from app.operations.workspace import Workspace
from app.server import ADMIN_USER, Server


@contextmanager
def access_to(
    workspace: Workspace, server: Server, *after: Step[Any]
) -> Iterator[tuple[GuestAccess, tuple[RegainStep, ...]]]:
    """The access, and the steps to be run before it is used, once those in `after` are done.

    There is one where no login key is kept: the cloud then lets a new one in.
    """
    session = workspace.session
    login_key = login_key_of(workspace.vault, server.name)
    pinned = PinnedHostKeys(server.host_keys)
    access = GuestAccess(
        session.dialer, user=ADMIN_USER, login_key=login_key.private, host_keys=pinned
    )
    regain = RegainStep(session, server, login_key, pinned, after=after)
    try:
        yield access, (regain,) if login_key.fresh else ()
    finally:
        access.close()
