"""What a machine wrote on its own console: asked for when it is looked at."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.events import Event, LogLine
from app.problems import Problem
from app.text import text
from ui.jobs import Job
from ui.theme import SPACE
from ui.widgets.log_pane import LogPane
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Label


class ConsolePane(QWidget):
    """`asked` wants the console read; whoever reads it gives the job to `follow`."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines = 0
        self._job: Job | None = None
        self.problem = ProblemPanel()
        self.problem.acted.connect(self.asked)
        self.log = LogPane(with_times=False)
        self._state = Label(text("Reading…"), role="muted")
        self._again = Button(text("Read again"), kind="link")
        self._again.setObjectName("read-again")
        self._again.clicked.connect(self.asked)
        head = QHBoxLayout()
        head.addWidget(self._state, 1)
        head.addWidget(self._again)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.problem)
        column.addLayout(head)
        column.addWidget(self.log, 1)

    def follow(self, job: Job) -> None:
        """Show what `job` reads, in place of what was read before."""
        self._job = job
        self._lines = 0
        self.problem.clear()
        self.log.clear()
        self._again.setEnabled(False)
        self._state.say(text("Reading…"))
        job.told.connect(self._hear)
        job.done.connect(self._done)
        job.failed.connect(self._failed)
        job.ended.connect(self._ended)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._job is None:
            self.asked.emit()

    def _hear(self, events: Sequence[Event]) -> None:
        lines = [event for event in events if isinstance(event, LogLine)]
        self._lines += len(lines)
        self.log.add(lines)

    def _done(self) -> None:
        nothing = text("The machine has written nothing yet, or the cloud has not recorded it.")
        self._state.say(text("As the cloud has recorded it.") if self._lines else nothing)

    def _failed(self, problem: Problem) -> None:
        self._state.say(text("It did not work out."))
        self.problem.show_problem(problem)

    def _ended(self) -> None:
        self._again.setEnabled(True)
