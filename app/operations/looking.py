"""The steps that see whether a finished server's notebook answers, however it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.engine.step import Step
from app.guest.access import GuestAccess
from app.operations.access_keys import PinnedHostKeys, login_key_of
from app.operations.page_step import PageStep
from app.operations.regain_step import RegainStep
from app.operations.workspace import Workspace
from app.server import ADMIN_USER, Server


@contextmanager
def looking_at(
    workspace: Workspace, server: Server, *after: Step[Any]
) -> Iterator[tuple[Step[Any], ...]]:
    """Steps to be run while inside, once those in `after` are done.

    A notebook without a public port is looked at through SSH; where no login key is kept for
    that, the cloud lets a new one in.
    """
    session = workspace.session
    if server.is_public:
        yield (PageStep(session.dialer, server, *after),)
        return
    login_key = login_key_of(workspace.vault, server.name)
    pinned = PinnedHostKeys(server.host_keys)
    access = GuestAccess(
        session.dialer, user=ADMIN_USER, login_key=login_key.private, host_keys=pinned
    )
    regain = (
        (RegainStep(session, server, login_key, pinned, after=after),) if login_key.fresh else ()
    )
    try:
        yield (*regain, PageStep(session.dialer, server, *after, *regain, through=access))
    finally:
        access.close()
