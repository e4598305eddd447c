"""Everything that will be made, in words, before anything is made."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.plan import Plan
from app.problems import Problem
from app.text import text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Card, Notice
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Label
from ui.wizard.page import WizardPage


class ReviewPage(WizardPage):
    save_asked = Signal()
    """The user wants the answers as a plan file."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Review and create"),
            text("This is everything that will be made. Nothing is made before you press Create."),
            parent,
        )
        self.problem = ProblemPanel()
        self._card = Card()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(SPACE * 2)
        self._grid.setVerticalSpacing(SPACE // 2)
        self._grid.setColumnStretch(1, 1)
        self._card.column.addLayout(self._grid)
        save = Button(text("&Save as plan file…"), kind="link")
        save.setObjectName("save-plan")
        save.clicked.connect(self.save_asked)
        row = QHBoxLayout()
        row.addWidget(save)
        row.addStretch()
        self._warning = Notice()
        self._warning_words = Label(verbatim(""))
        self._warning.column.addWidget(self._warning_words)
        self._warning.hide()
        self.body.addWidget(self.problem)
        self.body.addWidget(self._warning)
        self.body.addWidget(self._card)
        self.body.addLayout(row)

    def warn(self, problem: Problem | None) -> None:
        """Say what the creation will overcome by itself, but not at once; None takes it away."""
        self._warning.setVisible(problem is not None)
        if problem is not None:
            self._warning_words.say(
                text("{message} {advice}", message=problem.message, advice=problem.advice)
            )

    def show_plan(self, plan: Plan) -> None:
        """List each resource of `plan` with what it is for."""
        while (item := self._grid.takeAt(0)) is not None:
            old = item.widget()
            if old is not None:
                old.deleteLater()
        for line, resource in enumerate(plan.resources):
            kind = Label(resource.noun, role="muted")
            kind.setWordWrap(False)
            self._grid.addWidget(kind, line, 0)
            self._grid.addWidget(Label(resource.sentence), line, 1)
