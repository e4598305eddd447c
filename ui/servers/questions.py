"""What the servers window asks and tells about a server."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtWidgets import QWidget

from app.server import Server, ServerState
from app.text import Text, text, verbatim
from ui.dialogs.question import choose, sure, tell
from ui.servers.states import ASK_WORDS, Ask

_CAN_BE_SAVED: Final = frozenset({ServerState.RUNNING})
_CAN_BE_STARTED: Final = frozenset({ServerState.STOPPED, ServerState.STOPPED_BILLED})


def how_to_delete(parent: QWidget, server: Server) -> Ask | None:
    """Ask, naming what is lost; None if the user does not want it.

    `Ask.SAVE_AND_DELETE` is among the answers while the notebooks can be reached.
    """
    saving = server.ready and server.state in _CAN_BE_SAVED
    save = ((str(Ask.SAVE_AND_DELETE), ASK_WORDS[Ask.SAVE_AND_DELETE]),) if saving else ()
    answers = (("no", text("Cancel")), *save, ("yes", text("Delete it")))
    words = text("{lost} {keeping}", lost=_lost(server), keeping=_keeping(server))
    answer = choose(parent, text("Delete {name}?", name=server.name), words, answers)
    return {"yes": Ask.DELETE, str(Ask.SAVE_AND_DELETE): Ask.SAVE_AND_DELETE}.get(answer)


def _keeping(server: Server) -> Text:
    """How the notebooks can be kept, where there may be some."""
    if server.ready and server.state in _CAN_BE_SAVED:
        return text("Its notebooks can be saved to this computer first.")
    if server.ready and server.state in _CAN_BE_STARTED:
        return text("To keep its notebooks, start it first and save them.")
    return verbatim("")


def _lost(server: Server) -> Text:
    if not server.ready:
        return text(
            "What there is of {name} is removed: its machine, disk, address and network. "
            "No notebook was ever on it.",
            name=server.name,
        )
    return text(
        "This removes the machine {name}, its disk with all notebooks on it, "
        "its address and its network. It cannot be taken back.",
        name=server.name,
    )


def sure_to_close(parent: QWidget, names: Sequence[str]) -> bool:
    """Ask whether to close while work on `names` is under way."""
    return sure(
        parent,
        text("Close Kumonote?"),
        text(
            "Work on {names} is under way. The cloud finishes what it has begun; the rest "
            "goes on when you open Kumonote again and press Continue.",
            names=", ".join(names),
        ),
        text("Close"),
    )


def sure_to_replace(parent: QWidget, name: str) -> bool:
    """Ask whether the answers for `name` shall take the place of those in the open wizard."""
    return sure(
        parent,
        text("Replace the answers given so far?"),
        text(
            "This wizard was open already. The answers for {name} would take their place.",
            name=name,
        ),
        text("Replace them"),
    )


def tell_certificate(parent: QWidget, server: Server) -> None:
    tell(
        parent,
        text("Certificate of {name}", name=server.name),
        text(
            "Its SHA-256 fingerprint is:\n{fingerprint}\n\nCompare it with the one that "
            "your browser shows before you go on past the warning.",
            fingerprint=server.certificate_sha256,
        ),
    )
