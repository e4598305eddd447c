"""What the servers window asks and tells about a server."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.server import Server
from app.text import Text, text
from ui.dialogs.question import sure, tell


def sure_to_delete(parent: QWidget, server: Server) -> bool:
    """Ask, naming what is lost."""
    return sure(parent, text("Delete {name}?", name=server.name), _lost(server), text("Delete it"))


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
