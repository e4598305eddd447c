"""What a server's machine wrote on its console: the place to look when it does not start."""

from __future__ import annotations

from app.azure.boot_log import boot_log
from app.engine.cancel import CancelToken
from app.operations.listing import show_server
from app.operations.workspace import Workspace
from app.redaction import redact


def console_of(workspace: Workspace, name: str, cancel: CancelToken) -> str:
    """The console's text, oldest line first; empty while the cloud has recorded none.

    Raises `ProblemError` "server-not-found", or "no-machine" where none was made yet.
    """
    server = show_server(workspace, name, cancel)
    return redact(boot_log(workspace.session, server, cancel))
