"""Remote Desktop of a Windows server: who may connect, and with what."""

from __future__ import annotations

from dataclasses import dataclass

from app.azure import remote_desktop as cloud
from app.azure.look_ups import public_address
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.access_keys import ADMINISTRATOR
from app.operations.listing import running_server, show_server
from app.operations.page_step import address_of
from app.operations.remote_desktop_step import RemoteDesktopStep
from app.operations.running import run_on_server
from app.operations.workspace import Workspace
from app.problems import Problem, ProblemError
from app.secret import Secret
from app.server import ADMIN_USER, Server
from app.text import text


@dataclass(frozen=True)
class RemoteDesktop:
    """`allowed` is the only address that may connect; empty while the port is shut.

    `password` is None where this computer does not have it.
    """

    server: Server
    host: str
    user: str
    allowed: str
    password: Secret | None
    port: int = cloud.PORT


def look_up_remote_desktop(workspace: Workspace, name: str, cancel: CancelToken) -> RemoteDesktop:
    """How it is now. Raises `ProblemError`, "no-remote-desktop" for a Linux server."""
    server = _windows(show_server(workspace, name, cancel))
    return _told(workspace, server, cloud.allowed_address(workspace.session, server, cancel))


def open_remote_desktop(
    workspace: Workspace, name: str, emit: Emit, cancel: CancelToken
) -> RemoteDesktop:
    """Let this computer's public address connect, and nobody else. Raises `ProblemError`."""
    server = _windows(running_server(workspace, name, cancel))
    address = public_address(workspace.session, cancel)
    step = RemoteDesktopStep(workspace.session, server, address)
    run_on_server(workspace, server.name, "remote-desktop", [step], emit, cancel)
    return _told(workspace, server, address)


def close_remote_desktop(
    workspace: Workspace, name: str, emit: Emit, cancel: CancelToken
) -> RemoteDesktop:
    """Shut the port for everybody; harmless if it is shut. Raises `ProblemError`."""
    server = _windows(show_server(workspace, name, cancel))
    step = RemoteDesktopStep(workspace.session, server, "")
    run_on_server(workspace, server.name, "remote-desktop", [step], emit, cancel)
    return _told(workspace, server, "")


def _told(workspace: Workspace, server: Server, allowed: str) -> RemoteDesktop:
    return RemoteDesktop(
        server=server,
        host=address_of(server).fqdn,
        user=ADMIN_USER,
        allowed=allowed,
        password=workspace.vault.get(server.name, ADMINISTRATOR),
    )


def _windows(server: Server) -> Server:
    if server.is_windows:
        return server
    raise ProblemError(
        Problem(
            "no-remote-desktop",
            text("{name} is a Linux server: it has no Remote Desktop.", name=server.name),
            text("Its notebook has a terminal, in the launcher of JupyterLab."),
        )
    )
