"""The work itself: what is done, what comes, the log one click away, and a clean way out."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.events import Event, LeftBehind
from app.text import Text, text, verbatim
from ui.jobs import Job
from ui.theme import SPACE
from ui.widgets.words import Button, Label
from ui.widgets.work_view import WorkView
from ui.wizard.page import WizardPage

_MAY_CLOSE = text("You may close this window: the work goes on, and you find it in the list.")


class CreatePage(WizardPage):
    """Follows one job. What is there after a failure or a stop can go on or be removed."""

    FILLS = True

    go_on_asked = Signal()
    keep_asked = Signal()
    """Leave it as it is, to be looked at later."""
    remove_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Creating the server"),
            _MAY_CLOSE,
            parent,
        )
        self.work = WorkView()
        self.work.progress.tell_time_elsewhere()
        self.work.progress.left.connect(self._show_time)
        self.problem = self.work.problem
        self._rest = QWidget()
        go_on = Button(text("Contin&ue"))
        go_on.setObjectName("go-on")
        go_on.clicked.connect(self.go_on_asked)
        keep = Button(text("&Keep it for now"))
        keep.setObjectName("keep")
        keep.clicked.connect(self.keep_asked)
        remove = Button(text("&Remove everything…"))
        remove.setObjectName("remove")
        remove.clicked.connect(self.remove_asked)
        self._left = Label(verbatim(""), role="warning")
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(go_on)
        row.addWidget(keep)
        row.addWidget(remove)
        row.addStretch()
        column = QVBoxLayout(self._rest)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._left)
        column.addLayout(row)
        self._rest.hide()
        self.body.addWidget(self._rest)
        self.body.addWidget(self.work, 1)

    def follow(self, job: Job, words: Text) -> None:
        """Show the progress of `job`; `words` say what it does."""
        self.heading.say(words)
        self.lead.say(_MAY_CLOSE)
        self._rest.hide()
        self._left.hide()
        job.told.connect(self._hear)
        self.work.follow(job)

    def _show_time(self, left: Text) -> None:
        self.lead.say(text("{time} {hint}", time=left, hint=_MAY_CLOSE))

    def _hear(self, events: Sequence[Event]) -> None:
        for event in events:
            if isinstance(event, LeftBehind):
                self._left.say(event.sentence)
                self._left.show()

    def offer_rest(self) -> None:
        """Something may be there, unfinished: say what can be done about it."""
        self.lead.say(
            text(
                "Go on where it stopped, keep it as it is and look into it later, or remove what "
                "was made so far."
            )
        )
        self._rest.show()
