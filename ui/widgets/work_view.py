"""How one job goes: its problem, its steps with bar and time left, its log one click away."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.events import Event, LogLine
from app.problems import Action
from app.text import text
from ui.jobs import Job
from ui.theme import SPACE
from ui.widgets.log_pane import LogPane
from ui.widgets.log_words import log_line
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.progress_list import ProgressList
from ui.widgets.words import Button


class WorkView(QWidget):
    """Follows one job at a time; the log keeps the lines of the ones before."""

    def __init__(
        self, possible: Collection[Action] = tuple(Action), parent: QWidget | None = None
    ) -> None:
        """`possible` are the ways out of a problem that whoever shows the view can offer."""
        super().__init__(parent)
        self.problem = ProblemPanel(possible)
        self.progress = ProgressList()
        self.log = LogPane()
        self.log.setMinimumHeight(150)
        self.log.hide()
        self._fold = Button(text("▸ Show the &log"), kind="link")
        self._fold.setObjectName("show-log")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        row = QHBoxLayout()
        row.addWidget(self._fold)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.problem)
        column.addWidget(self.progress)
        column.addLayout(row)
        column.addWidget(self.log, 1)

    def follow(self, job: Job) -> None:
        """Show what `job` told already and what it tells from now on."""
        self.problem.clear()
        self.hear(job.history)
        job.told.connect(self.hear)
        job.failed.connect(self.problem.show_problem)
        job.failed.connect(self._ended)
        job.cancelled.connect(self._stopped)

    def show_log(self) -> None:
        self._fold.setChecked(True)

    def hear(self, events: Sequence[Event]) -> None:
        """Show what `events` tell."""
        self.log.add([line for event in events if (line := log_line(event)) is not None])
        for event in events:
            if not isinstance(event, LogLine):
                self.progress.show_event(event)

    def _ended(self) -> None:
        self.progress.say(text("It did not work out."))

    def _stopped(self) -> None:
        self.progress.say(text("Stopped. What was made so far is still there."))

    def _unfold(self, shown: bool) -> None:
        self._fold.say(text("▾ Hide the &log") if shown else text("▸ Show the &log"))
        self.log.setVisible(shown)
