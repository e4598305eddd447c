"""What is asked before a creation is left or taken back."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from PySide6.QtWidgets import QWidget

from app.text import Text, text, verbatim
from ui.dialogs.question import choose, sure


class Leave(StrEnum):
    """How the user leaves a creation that runs."""

    STAY = "stay"
    GO_ON_UNSEEN = "go-on"
    STOP = "stop"
    CLEAN_UP = "clean-up"


def ask_how_to_leave(parent: QWidget, name: str, nouns: Sequence[Text]) -> Leave:
    """Ask; only the last answer removes something, and then asks once more by naming it."""
    chosen = Leave(
        choose(
            parent,
            text("{name} is being made.", name=name),
            text(
                "It can go on while this window is closed: you find it in the list of servers. "
                "Or stop it now; what is there stays, and Continue in the list goes on with it."
            ),
            (
                (Leave.STAY, text("Stay here")),
                (Leave.GO_ON_UNSEEN, text("Go on without the window")),
                (Leave.STOP, text("Stop")),
                (Leave.CLEAN_UP, text("Stop and clean up…")),
            ),
        )
    )
    if chosen is Leave.CLEAN_UP and not sure_to_remove(parent, name, nouns):
        return Leave.STAY
    return chosen


def sure_to_remove(parent: QWidget, name: str, nouns: Sequence[Text]) -> bool:
    """Ask, naming what is removed."""
    return sure(
        parent,
        text("Remove everything of {name}?", name=name),
        text("This is removed, as far as it is there already: {things}.", things=_listed(nouns))
        if nouns
        else text("Its machine, disk, address and network are removed, as far as they are there."),
        text("Remove everything"),
    )


def _listed(nouns: Sequence[Text]) -> Text:
    listed = nouns[0]
    for noun in nouns[1:]:
        listed = text("{before}, {next}", before=listed, next=noun)
    return listed if nouns else verbatim("")
