"""Several problems one below the other: what stands against a plan, and what to mind in it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.problems import Problem
from ui.theme import SPACE
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import restyle


class Findings(QWidget):
    """Empty until `show_problems`. `acted` carries the `Action` whose button was pressed."""

    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE)
        self.panels: list[ProblemPanel] = []
        self.hide()

    @property
    def grave(self) -> Problem | None:
        """The first that must be solved; the others are overcome without the user."""
        shown = (panel.problem for panel in self.panels)
        return next((problem for problem in shown if problem and not problem.retryable), None)

    def show_problems(self, problems: Sequence[Problem]) -> None:
        """Show exactly these, in this order; screen readers say each."""
        for old in self.panels:
            self._column.removeWidget(old)
            old.hide()
            old.deleteLater()
        self.panels = []
        self.setVisible(bool(problems))
        for problem in problems:
            panel = ProblemPanel()
            restyle(panel, "kind", "notice" if problem.retryable else "problem")
            panel.acted.connect(self.acted)
            self.panels.append(panel)
            self._column.addWidget(panel)
            panel.show_problem(problem)

    def clear(self) -> None:
        self.show_problems(())
