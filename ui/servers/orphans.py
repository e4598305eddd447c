"""What is left over of servers: a notice above the cards, and a button that removes it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.problems import Problem
from app.text import Text, text, verbatim
from ui.desk import Desk
from ui.dialogs.question import sure
from ui.theme import SPACE
from ui.widgets.card import Notice
from ui.widgets.words import Button, Label

if TYPE_CHECKING:
    from app.operations.orphans import Leftover
    from app.operations.workspace import Workspace

_MOST_NAMED = 5


class OrphansPanel(Notice):
    """`remove_asked` when the user wants them gone; hidden while there are none."""

    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum = Label(verbatim(""), heading=1)
        self._names = Label(verbatim(""), role="muted")
        self._remove = Button(text("Remove…"), name=text("Remove what is left over"))
        self._remove.setObjectName("remove-orphans")
        self._remove.clicked.connect(self.remove_asked)
        hide = Button(text("Hide"), name=text("Hide what is left over"))
        hide.setObjectName("hide-orphans")
        hide.clicked.connect(self.hide)
        words = QVBoxLayout()
        words.addWidget(self._sum)
        words.addWidget(self._names)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(words, 1)
        row.addWidget(hide)
        row.addWidget(self._remove)
        self.column.addLayout(row)
        self.hide()

    def show_orphans(self, together: Text, each: Sequence[Text]) -> None:
        self._sum.say(together)
        self._names.say(_lines(each))
        self._remove.setEnabled(True)
        self.setVisible(bool(each))

    def show_removing(self) -> None:
        self._sum.say(text("Removing what is left over…"))
        self._remove.setEnabled(False)


class Orphans(QObject):
    """Asks once after the start and after each removal; `failed` carries a `Problem`.

    A list that cannot be had is no trouble of the user's: the notice stays away.
    """

    failed = Signal(object)

    def __init__(self, desk: Desk, panel: OrphansPanel, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._panel = panel
        self._window = window
        self._asked = False
        self._found: tuple[Leftover, ...] = ()
        panel.remove_asked.connect(self._ask_to_remove)

    def look_once(self) -> None:
        """Look, unless that was done since the last removal."""
        if not self._asked:
            self._asked = True
            self._desk.start(text("Looking for what is left over…"), _look).done.connect(self._show)

    def _show(self, found: tuple[Leftover, ...]) -> None:
        from app.operations.orphan_words import leftover_line, sum_words

        self._found = tuple(leftover for leftover in found if leftover.removable)
        lines = [leftover_line(leftover) for leftover in self._found]
        self._panel.show_orphans(sum_words(self._found), lines)

    def _ask_to_remove(self) -> None:
        from app.operations.orphan_words import leftover_line

        found = self._found
        named = _lines([leftover_line(leftover) for leftover in found])
        words = text(
            "No machine uses them, and Kumonote made them. "
            "What is on the disks is lost.\n\n{things}",
            things=named,
        )
        if not sure(self._window, text("Remove what is left over?"), words, text("Remove it")):
            return

        def remove(space: Workspace, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.orphans import remove_orphans

            return remove_orphans(space, found, emit, cancel)

        self._panel.show_removing()
        job = self._desk.start(text("Removing what is left over…"), remove)
        job.failed.connect(self._fail)
        job.ended.connect(self._look_again)

    def _look_again(self) -> None:
        self._asked = False
        self.look_once()

    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)


def _look(space: Workspace, _emit: Emit, cancel: CancelToken) -> tuple[Leftover, ...]:
    from app.operations.orphans import look_up_orphans

    return look_up_orphans(space, cancel)


def _lines(each: Sequence[Text]) -> Text:
    """One below the other; the end of a long list is counted."""
    words = verbatim("")
    for place, line in enumerate(each[:_MOST_NAMED]):
        words = text("{before}\n{line}", before=words, line=line) if place else line
    if len(each) > _MOST_NAMED:
        return text("{before}\nand {count} more", before=words, count=len(each) - _MOST_NAMED)
    return words
