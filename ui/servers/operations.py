"""Which operation of the core each wish is. Imported when first asked for: SDKs are slow."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.server import Server
from app.text import Text, text, verbatim
from ui.servers.states import Ask

if TYPE_CHECKING:
    from app.operations.server_details import Details
    from app.operations.workspace import Workspace

Operation = Callable[["Workspace", str, Emit, CancelToken], object]


def list_servers(space: Workspace, _emit: Emit, cancel: CancelToken) -> tuple[Server, ...]:
    from app.operations.listing import list_servers

    return list_servers(space, cancel)


def ask_prices(
    space: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> Mapping[str, Prices]:
    from app.operations.server_prices import prices_of

    return prices_of(space, servers, cancel)


def ask_details(
    space: Workspace, servers: Sequence[Server], cancel: CancelToken
) -> Mapping[str, Details]:
    from app.operations.server_details import details_of

    return details_of(space, servers, cancel)


def console(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> None:
    """Tell what the machine of the server `name` wrote on its console, a line an event."""
    from app.operations.console import console_of

    for line in console_of(space, name, cancel).splitlines():
        emit(LogLine(text=verbatim(line)))


def _start(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.start import start

    return start(space, name, emit, cancel)


def _stop(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.stop import stop

    return stop(space, name, emit, cancel)


def _restart(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.restart import restart

    return restart(space, name, emit, cancel)


def _repair(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.repair import repair

    return repair(space, name, emit, cancel)


def _delete(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.delete import delete

    return delete(space, name, emit, cancel)


def let_in(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    """Let this computer's new public address in; its user has agreed."""
    from app.operations.allow_address import allow_address

    return allow_address(space, name, emit, cancel)


def _save_logs(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.evidence import save_logs

    return save_logs(space, name, None, emit, cancel)


def delete_without_logs(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    """Delete the server `name`, where what tells why it failed could not be saved."""
    from app.operations.delete import delete

    return delete(space, name, emit, cancel, without_logs=True)


OPERATIONS: Final[Mapping[Ask, Operation]] = {
    Ask.START: _start,
    Ask.STOP: _stop,
    Ask.RESTART: _restart,
    Ask.REPAIR: _repair,
    Ask.DELETE: _delete,
    Ask.REMOVE: _delete,
    Ask.SAVE_LOGS: _save_logs,
    Ask.ALLOW_ADDRESS: let_in,
}

TITLES: Final[Mapping[Ask, Text]] = {
    Ask.START: text("Starting…"),
    Ask.STOP: text("Stopping…"),
    Ask.RESTART: text("Restarting…"),
    Ask.RESIZE: text("Changing the size…"),
    Ask.DAILY_STOP: text("Changing the daily stop…"),
    Ask.NEW_CERTIFICATE: text("Changing the certificate…"),
    Ask.REMOTE_DESKTOP: text("Changing who may connect…"),
    Ask.REPAIR: text("Repairing access…"),
    Ask.ALLOW_ADDRESS: text("Letting this computer in…"),
    Ask.SAVE_NOTEBOOKS: text("Saving the notebooks…"),
    Ask.UPLOAD_FILES: text("Uploading…"),
    Ask.UPLOAD_FOLDER: text("Uploading…"),
    Ask.SAVE_AND_DELETE: text("Saving the notebooks, then deleting…"),
    Ask.DELETE: text("Deleting…"),
    Ask.REMOVE: text("Removing everything…"),
    Ask.SAVE_LOGS: text("Saving logs…"),
}
"""What a card says meanwhile."""

LEAVE_LOGS: Final = frozenset({Ask.DELETE, Ask.REMOVE, Ask.SAVE_LOGS})
"""What may leave a file behind that the user is told of."""

REMOVALS: Final = frozenset({Ask.DELETE, Ask.REMOVE})
"""What is asked about once more before it is done."""
