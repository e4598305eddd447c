"""Start, stop and restart a server. Stop always deallocates: only then the machine is free."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from app.azure.fleet import machine_of
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.server import Server

OnTick = Callable[[float], None]
"""Gets the seconds since the start, a few times a second."""

_LIMIT_SECONDS: Final = 1200.0


def start_server(
    session: Session, server: Server, cancel: CancelToken, on_tick: OnTick = lambda _s: None
) -> None:
    """Start the machine and wait until it runs; harmless if it does. Raises `ProblemError`."""
    begin = session.compute.virtual_machines.begin_start
    _wait(session, server, cancel, on_tick, begin)


def stop_server(
    session: Session, server: Server, cancel: CancelToken, on_tick: OnTick = lambda _s: None
) -> None:
    """Deallocate the machine and wait until it is; disk and address stay."""
    begin = session.compute.virtual_machines.begin_deallocate
    _wait(session, server, cancel, on_tick, begin)


def restart_server(
    session: Session, server: Server, cancel: CancelToken, on_tick: OnTick = lambda _s: None
) -> None:
    """Have a running machine boot again."""
    begin = session.compute.virtual_machines.begin_restart
    _wait(session, server, cancel, on_tick, begin)


def _wait(
    session: Session,
    server: Server,
    cancel: CancelToken,
    on_tick: OnTick,
    begin: Callable[..., Any],
) -> None:
    machine = str(machine_of(session, server, cancel).name)
    session.wait_for(
        lambda polling, token: begin(server.group, machine, polling=polling, cancel=token),
        cancel,
        limit_seconds=_LIMIT_SECONDS,
        on_tick=on_tick,
    )
