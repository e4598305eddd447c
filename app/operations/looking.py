"""The steps that see whether a finished server's notebook answers, however it is reached."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from app.engine.step import Step
from app.operations.entering import access_to
from app.operations.page_step import PageStep
from app.operations.workspace import Workspace
from app.server import Server


@contextmanager
def looking_at(
    workspace: Workspace, server: Server, *after: Step[Any]
) -> Iterator[tuple[Step[Any], ...]]:
    """Steps to be run while inside, once those in `after` are done.

    A notebook without a public port is looked at through SSH; where no login key is kept for
    that, the cloud lets a new one in.
    """
    dialer = workspace.session.dialer
    if server.is_public:
        yield (PageStep(dialer, server, *after),)
        return
    with access_to(workspace, server, *after) as (access, regain):
        yield (*regain, PageStep(dialer, server, *after, *regain, through=access))
