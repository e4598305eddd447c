"""A problem in front of whatever is open: for what happens outside of any page or card."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from app.problems import Problem
from app.text import text
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button


class ProblemDialog(QDialog):
    """Shows one problem, which cannot be acted on from here; deletes itself when closed."""

    def __init__(self, problem: Problem, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        follow(self, self.setWindowTitle, text("Kumonote"))
        self.panel = ProblemPanel(())
        close = Button(text("Close"), kind="primary")
        close.setObjectName("close")
        close.setDefault(True)
        close.clicked.connect(self.close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(self.panel)
        column.addStretch()
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self.panel.show_problem(problem)
        self.setMinimumWidth(560)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
