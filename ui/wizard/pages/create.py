"""The work itself: what is done, what comes, the log one click away, and a clean way out."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.engine.events import Event, LogLine
from app.text import Text, text
from ui.jobs import Job
from ui.widgets.log_pane import LogPane
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.progress_list import ProgressList
from ui.widgets.words import Button
from ui.wizard.page import WizardPage


class CreatePage(WizardPage):
    """Reads the events of one job."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Creating the server"),
            text("You may close this window: the work goes on where it stopped when you return."),
            parent,
        )
        self.problem = ProblemPanel()
        self.progress = ProgressList()
        self.log = LogPane()
        self.log.setMinimumHeight(170)
        self.log.hide()
        self._fold = Button(text("▸ Show the &log"), kind="link")
        self._fold.setObjectName("show-log")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        row = QHBoxLayout()
        row.addWidget(self._fold)
        row.addStretch()
        self.body.addWidget(self.problem)
        self.body.addWidget(self.progress)
        self.body.addLayout(row)
        self.body.addWidget(self.log)

    def follow(self, job: Job, name: Text) -> None:
        """Show the progress of `job`, which makes the server `name`."""
        self.heading.say(text("Creating {name}", name=name))
        self.problem.clear()
        job.told.connect(self._told)
        job.failed.connect(self.problem.show_problem)

    def _told(self, event: Event) -> None:
        self.progress.show_event(event)
        if isinstance(event, LogLine):
            self.log.add([event])

    def _unfold(self, shown: bool) -> None:
        self._fold.say(text("▾ Hide the &log") if shown else text("▸ Show the &log"))
        self.log.setVisible(shown)
