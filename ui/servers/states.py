"""How a server's state is said, and what can be asked of a server in it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from app.server import Server, ServerState
from app.text import Text, text, verbatim


class Ask(StrEnum):
    """What a card offers to do with its server."""

    OPEN = "open"
    START = "start"
    STOP = "stop"
    RESTART = "restart"
    CONTINUE = "continue"
    CERTIFICATE = "certificate"
    REPAIR = "repair"
    DELETE = "delete"
    LOG = "log"


ASK_WORDS: Final[dict[Ask, Text]] = {
    Ask.OPEN: text("Open"),
    Ask.START: text("Start"),
    Ask.STOP: text("Stop"),
    Ask.RESTART: text("Restart"),
    Ask.CONTINUE: text("Continue"),
    Ask.CERTIFICATE: text("Certificate…"),
    Ask.REPAIR: text("Repair access"),
    Ask.DELETE: text("Delete…"),
    Ask.LOG: text("Show log"),
}

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


def tone(state: ServerState) -> str:
    """The tone of the badge; what is on its way is a warning colour."""
    return STATE_TONES.get(state, "warning")


def main_asks(server: Server) -> tuple[Ask, ...]:
    """The buttons on the card itself, the most likely first."""
    match server.state:
        case ServerState.RUNNING:
            return (Ask.OPEN, Ask.STOP)
        case ServerState.STOPPED:
            return (Ask.START,)
        case ServerState.STOPPED_BILLED:
            return (Ask.START, Ask.STOP)
        case ServerState.INCOMPLETE | ServerState.FAILED:
            return (Ask.CONTINUE, Ask.DELETE)
        case _:
            return ()


def more_asks(server: Server) -> tuple[Ask, ...]:
    """What stands behind "more"."""
    match server.state:
        case ServerState.RUNNING:
            return (Ask.RESTART, Ask.CERTIFICATE, Ask.REPAIR, Ask.DELETE)
        case ServerState.STOPPED | ServerState.STOPPED_BILLED:
            return (Ask.CERTIFICATE, Ask.DELETE)
        case ServerState.INCOMPLETE | ServerState.FAILED:
            return ()
        case _:
            return (Ask.DELETE,)


_SYSTEMS: Final = {"ubuntu": "Ubuntu", "opensuse": "openSUSE", "windows": "Windows"}


def facts(server: Server) -> Text:
    """Its address, system, size and region, as far as they are known."""
    system = _SYSTEMS.get(server.system, server.system)
    return verbatim(" · ".join(p for p in (server.url, system, server.size, server.region) if p))
