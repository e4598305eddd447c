"""What is done with one server, and what its machine says, in a window of their own."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QTabWidget, QVBoxLayout, QWidget

from app.engine.events import Event
from app.text import Text, text, verbatim
from ui.jobs import Job
from ui.servers.console_pane import ConsolePane
from ui.servers.server_card import POSSIBLE
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label
from ui.widgets.work_view import WorkView


class WorkWindow(QWidget):
    """Closing it stops nothing. `acted` carries the `Action` of a problem that it shows."""

    acted = Signal(object)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Kumonote — {name}", name=name))
        self._job: Job | None = None
        self._heading = Label(verbatim(name), heading=2)
        self.view = WorkView(POSSIBLE)
        self.view.show_log()
        self.view.problem.acted.connect(self.acted)
        self.console = ConsolePane()
        self.tabs = QTabWidget()
        self.tabs.setDocumentMode(True)  # no frame: the panes have their own margins
        for place, (pane, title) in enumerate(
            ((self.view, text("Last work")), (self.console, text("Console of the machine")))
        ):
            self.tabs.addTab(pane, "")
            self._name_tab(place, title)
        self.tabs.setTabVisible(0, False)
        close = Button(text("Close"))
        close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(self._heading)
        column.addWidget(self.tabs, 1)
        column.addLayout(foot)
        self.setMinimumSize(680, 560)

    def show_past(self, events: Sequence[Event]) -> None:
        """Show work that is over."""
        self.view.hear(events)
        self._show_work()

    def follow(self, job: Job) -> None:
        """Show work that goes on."""
        if job is self._job:
            return
        self._job = job
        self._heading.say(text("{name}: {work}", name=job.subject, work=job.title))
        self.view.follow(job)
        self._show_work()

    def _show_work(self) -> None:
        self.tabs.setTabVisible(0, True)
        self.tabs.setCurrentIndex(0)

    def _name_tab(self, place: int, title: Text) -> None:
        follow(self.tabs, lambda words: self.tabs.setTabText(place, words), title)
