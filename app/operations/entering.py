"""The way into the machine of a server that is there: here it is decided which one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from app.azure.look_ups import public_address
from app.engine.cancel import CancelToken
from app.engine.step import Step
from app.guest.access import GuestAccess
from app.guest.ssh_access import SshAccess
from app.guest.windows.access import WinRmAccess
from app.operations.access_keys import (
    AdminPassword,
    PinnedHostKeys,
    login_key_of,
    new_login_key,
)
from app.operations.listener_step import ListenerStep, Listening
from app.operations.page_step import address_of
from app.operations.regain_step import RegainStep
from app.operations.workspace import Workspace
from app.server import ADMIN_USER, Server


@dataclass(frozen=True)
class WayIn:
    """`regain` makes the step by which the cloud lets this computer in, to be run after
    others; `fresh` says that nothing else would."""

    access: GuestAccess
    fresh: bool
    regain: Callable[[Sequence[Step[Any]]], Step[Any]]


def way_into(workspace: Workspace, server: Server, *, renew: bool = False) -> WayIn:
    """The way into `server`, over SSH or WinRM. With `renew` nothing that is kept is used."""
    way = _windows if server.is_windows else _linux
    return way(workspace, server, renew)


@contextmanager
def access_to(
    workspace: Workspace, server: Server, *after: Step[Any]
) -> Iterator[tuple[GuestAccess, tuple[Step[Any], ...]]]:
    """The access, and the steps to be run before it is used, once those in `after` are done.

    There is one where no login key or password is kept: the cloud then lets this computer in.
    """
    way = way_into(workspace, server)
    try:
        yield way.access, (way.regain(after),) if way.fresh else ()
    finally:
        way.access.close()


def _linux(workspace: Workspace, server: Server, renew: bool) -> WayIn:
    session = workspace.session
    take = new_login_key if renew else login_key_of
    login_key = take(workspace.vault, server.name)
    pinned = PinnedHostKeys(server.host_keys)
    access = SshAccess(
        session.dialer, user=ADMIN_USER, login_key=login_key.private, host_keys=pinned
    )
    return WayIn(
        access,
        login_key.fresh,
        lambda after: RegainStep(session, server, login_key, pinned, after=after),
    )


def _windows(workspace: Workspace, server: Server, renew: bool) -> WayIn:
    session = workspace.session
    password = AdminPassword(workspace.vault, server.name)
    pinned = PinnedHostKeys(server.host_keys)
    access = WinRmAccess(session.dialer, user=ADMIN_USER, password=password, certificates=pinned)

    def my_address(cancel: CancelToken) -> str:
        return public_address(session, cancel)

    listening = Listening(lambda _run: address_of(server), my_address, renew=renew)
    return WayIn(
        access,
        password.fresh,
        lambda after: ListenerStep(session, server, password, pinned, listening, after=after),
    )
