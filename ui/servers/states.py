"""How a server's state is said, and what can be asked of a server in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.money import Money
from app.server import Server, ServerState
from app.text import Text, text


class Ask(StrEnum):
    """What a card offers to do with its server."""

    OPEN = "open"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    RESIZE = "resize"
    DAILY_STOP = "daily-stop"
    NEW_LOGIN = "new-login"
    """Another password for the notebook."""
    NEW_CERTIFICATE = "new-certificate"
    REMOTE_DESKTOP = "remote-desktop"
    CONTINUE = "continue"
    KEEP_MACHINE = "keep-machine"
    """Continue with a machine that the cloud calls failed, instead of making it anew."""
    LEAVE = "leave"
    """Keep what there is, and say no more about it."""
    SAVE_NOTEBOOKS = "save-notebooks"
    UPLOAD_FILES = "upload-files"
    UPLOAD_FOLDER = "upload-folder"
    COPY_ADDRESS = "copy-address"
    CERTIFICATE = "certificate"
    LOG = "log"
    SAVE_LOGS = "save-logs"
    """Put what tells why it failed into a file that can be handed on."""
    REPAIR = "repair"
    ALLOW_ADDRESS = "allow-address"
    """Offered by the problem that tells of another address, never by a card itself."""
    DELETE = "delete"
    SAVE_AND_DELETE = "save-and-delete"
    """An answer to the question whether to delete."""
    REMOVE = "remove"
    """The same as `DELETE`, for what never was a server."""


ASK_WORDS: Final[dict[Ask, Text]] = {
    Ask.OPEN: text("Open"),
    Ask.START: text("Start"),
    Ask.STOP: text("Stop"),
    Ask.RESTART: text("Restart"),
    Ask.RESIZE: text("Change size…"),
    Ask.DAILY_STOP: text("Daily stop…"),
    Ask.NEW_LOGIN: text("Change password…"),
    Ask.NEW_CERTIFICATE: text("Change certificate…"),
    Ask.REMOTE_DESKTOP: text("Remote Desktop…"),
    Ask.CONTINUE: text("Continue"),
    Ask.KEEP_MACHINE: text("Keep the machine"),
    Ask.LEAVE: text("Leave"),
    Ask.SAVE_NOTEBOOKS: text("Save notebooks…"),
    Ask.UPLOAD_FILES: text("Upload files…"),
    Ask.UPLOAD_FOLDER: text("Upload a folder…"),
    Ask.COPY_ADDRESS: text("Copy address"),
    Ask.CERTIFICATE: text("Certificate…"),
    Ask.LOG: text("Show log"),
    Ask.SAVE_LOGS: text("Save logs"),
    Ask.REPAIR: text("Repair access"),
    Ask.ALLOW_ADDRESS: text("Allow this address"),
    Ask.DELETE: text("Delete…"),
    Ask.SAVE_AND_DELETE: text("Save the notebooks first…"),
    Ask.REMOVE: text("Remove everything…"),
}

LIKELIEST: Final = frozenset({Ask.OPEN, Ask.CONTINUE})
"""What most people want of a server: these buttons stand out."""

STATE_WORDS: Final[dict[ServerState, Text]] = {
    ServerState.CREATING: text("Being created…"),
    ServerState.STARTING: text("Starting…"),
    ServerState.RUNNING: text("Running"),
    ServerState.STOPPING: text("Stopping…"),
    ServerState.STOPPED: text("Stopped"),
    ServerState.STOPPED_BILLED: text("Stopped but still billed"),
    ServerState.DELETING: text("Being deleted…"),
    ServerState.INCOMPLETE: text("Unfinished"),
    ServerState.FAILED: text("Failed"),
}

STATE_TONES: Final[dict[ServerState, str]] = {
    ServerState.RUNNING: "good",
    ServerState.STOPPED: "quiet",
    ServerState.STOPPED_BILLED: "bad",
    ServerState.FAILED: "bad",
}

_CHANGES: Final = (Ask.RESIZE, Ask.DAILY_STOP)
_OF_THE_NOTEBOOK: Final = (Ask.NEW_LOGIN, Ask.NEW_CERTIFICATE)
_LOGS: Final = (Ask.LOG, Ask.SAVE_LOGS)
_FILES: Final = (Ask.SAVE_NOTEBOOKS, Ask.UPLOAD_FILES, Ask.UPLOAD_FOLDER)

UNFINISHED: Final = frozenset({ServerState.INCOMPLETE, ServerState.FAILED})

_BILLED: Final = text(
    "It was shut down from inside: press Stop, and only disk and address are billed."
)
_INTERRUPTED: Final = text(
    "Its creation was interrupted, and what there is of it is billed. Continue it, leave it as "
    "it is, or remove everything."
)
_DOUBTFUL: Final = text(
    "Its system has not reported to Azure in time, and the machine is billed. Continue makes it "
    "anew unless it has come up meanwhile; or keep it and go on with it as it is. Behind the "
    "dots you can remove everything."
)


def tone(state: ServerState) -> str:
    """The tone of the badge; what is on its way is a warning colour."""
    return STATE_TONES.get(state, "warning")


def hint(server: Server, *, kept: bool, day: Money | None = None) -> Text | None:
    """What to mind about a server; `kept`: the user wants an unfinished one left as it is.

    `day` is what keeping it costs a day, at most, where that is known.
    """
    if server.state is ServerState.STOPPED_BILLED:
        return _BILLED
    if kept:
        return None
    words = {ServerState.INCOMPLETE: _INTERRUPTED, ServerState.FAILED: _DOUBTFUL}.get(server.state)
    if words is None or day is None:
        return words
    return text("{hint} Keeping it costs up to {day} a day.", hint=words, day=day)


def main_asks(server: Server, *, kept: bool = False) -> tuple[Ask, ...]:
    """The buttons on the card itself, the most likely first."""
    match server.state:
        case ServerState.RUNNING:
            return (Ask.OPEN, Ask.STOP)
        case ServerState.STOPPED:
            return (Ask.START,)
        case ServerState.STOPPED_BILLED:
            return (Ask.START, Ask.STOP)
        case ServerState.INCOMPLETE:
            return (Ask.CONTINUE,) if kept else (Ask.CONTINUE, Ask.LEAVE, Ask.REMOVE)
        case ServerState.FAILED:
            return Ask.CONTINUE, Ask.KEEP_MACHINE
        case _:
            return ()


def more_asks(server: Server, *, kept: bool = False) -> tuple[tuple[Ask, ...], ...]:
    """What stands behind "more", in groups."""
    address = (Ask.COPY_ADDRESS,) if server.url else ()
    match server.state:
        case ServerState.RUNNING:
            looking = (*address, Ask.CERTIFICATE, Ask.LOG)
            screen = (Ask.REMOTE_DESKTOP,) if server.is_windows else ()
            power = (Ask.RESTART, Ask.REPAIR, *screen)
            return power, _FILES, (*_CHANGES, *_OF_THE_NOTEBOOK), looking, (Ask.DELETE,)
        case ServerState.STOPPED | ServerState.STOPPED_BILLED:
            return _CHANGES, (*address, Ask.CERTIFICATE, Ask.LOG), (Ask.DELETE,)
        case ServerState.INCOMPLETE | ServerState.FAILED if kept:
            return _LOGS, (Ask.REMOVE,)
        case ServerState.INCOMPLETE:
            return (_LOGS,)
        case ServerState.FAILED:
            return (Ask.LEAVE, *_LOGS), (Ask.REMOVE,)
        case _:
            return (Ask.LOG,), (Ask.DELETE,)
