"""The steps and the log of what is done with one server, in a window of their own."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.text import text
from ui.jobs import Job
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label
from ui.widgets.work_view import WorkView


class WorkWindow(QWidget):
    """Closing it stops nothing."""

    def __init__(self, job: Job, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Kumonote — {name}", name=job.subject))
        self.view = WorkView()
        self.view.show_log()
        self.view.follow(job)
        close = Button(text("Close"))
        close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(job.title, heading=2))
        column.addWidget(self.view, 1)
        column.addLayout(foot)
        self.setMinimumSize(680, 560)
