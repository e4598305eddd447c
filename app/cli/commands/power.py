"""`start`, `stop`, `restart`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import typer

from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Fault, GuestKind, Name, Practice, Speed
from app.cli.performing import Work, perform
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.workspace import Workspace
from app.server import Server
from app.text import text

STOP_HINT: Final = text("While it is stopped only its disk and its address are billed.")


def add_to(app: typer.Typer) -> None:
    app.command()(start)
    app.command()(stop)
    app.command()(restart)


def start(
    name: Name,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Start a stopped server and check that its notebook answers."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)

    def operation(work: Work) -> Done:
        from app.operations.start import start as start_server

        return Done(_change(start_server, cloud, work, name))

    perform(operation, as_json=as_json)


def stop(
    name: Name,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Stop a server and give its machine back: only disk and address go on being billed."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)

    def operation(work: Work) -> Done:
        from app.operations.stop import stop as stop_server

        return Done(_change(stop_server, cloud, work, name), sentences=(STOP_HINT,))

    perform(operation, as_json=as_json)


def restart(
    name: Name,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Restart a server's machine and check that its notebook answers."""
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)

    def operation(work: Work) -> Done:
        from app.operations.restart import restart as restart_server

        return Done(_change(restart_server, cloud, work, name))

    perform(operation, as_json=as_json)


def _change(
    operation: Callable[[Workspace, str, Emit, CancelToken], Server],
    cloud: Cloud,
    work: Work,
    name: str,
) -> Server:
    return operation(cloud.open(work), name, work.emit, work.cancel)
