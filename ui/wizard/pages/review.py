"""Everything that was decided and will be made, in words, before anything is made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.money import HOURS_A_DAY
from app.plan import Plan
from app.plan.summary import Decision, decisions
from app.problems import Problem
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.findings import Findings
from ui.widgets.words import Button, Label
from ui.wizard.page import WizardPage

_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class ReviewPage(WizardPage):
    """The plan and what stands against it. `acted` carries the `Action` of a finding."""

    save_asked = Signal()
    """The user wants the answers as a plan file."""
    change_asked = Signal(str)
    """The id of the page on which something shall be changed."""
    acted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Review and create"),
            text("This is everything that will be made. Nothing is made before you press Create."),
            parent,
        )
        self._checking = False
        self._state = Label(verbatim(""), role="muted")
        self.findings = Findings()
        self.findings.acted.connect(self.acted)
        self._decided, self._grid = _table()
        self._made, self._made_grid = _table()
        self._made.hide()
        self._fold = Button(text("▸ &Show what will be done"), kind="link")
        self._fold.setObjectName("show-plan")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        save = Button(text("Save as &plan file…"), kind="link")
        save.setObjectName("save-plan")
        save.clicked.connect(self.save_asked)
        row = QHBoxLayout()
        row.setSpacing(SPACE * 2)
        row.addWidget(self._fold)
        row.addWidget(save)
        row.addStretch()
        self.body.addWidget(self._state)
        self.body.addWidget(self.findings)
        self.body.addWidget(self._decided)
        self.body.addLayout(row)
        self.body.addWidget(self._made)
        self._decided.hide()

    @property
    def hindrance(self) -> Text | None:
        if self._checking:
            return text("Checking whether it can be made…")
        grave = self.findings.grave
        return grave.message if grave is not None else None

    def begin_check(self) -> None:
        """The cloud is being asked whether the plan can be carried out."""
        self._checking = True
        self.findings.clear()
        self._say(text("Checking whether it can be made…"), "muted")
        self.hindered.emit()

    def end_check(self, problems: Sequence[Problem]) -> None:
        """Show what stands against the plan, the gravest first; nothing if `problems` is empty."""
        self._checking = False
        self.findings.show_problems(problems)
        if not problems:
            self._say(text("✓ Checked: nothing stands against it."), "good")
        self._state.setVisible(not problems)
        self.hindered.emit()

    def show_plan(self, plan: Plan, host: str = "", hours_a_day: float = HOURS_A_DAY) -> None:
        """List each decision, and each resource of `plan` with what it is for."""
        self._decided.show()
        _empty(self._grid)
        _empty(self._made_grid)
        for line, decision in enumerate(decisions(plan, host, hours_a_day)):
            _fill(self._grid, line, decision.noun, decision.sentence)
            if decision.page:
                self._grid.addWidget(self._change(decision), line, 2, _MIDDLE)
        made = [(resource.noun, resource.sentence) for resource in plan.resources]
        done = [(text("In the machine"), sentence) for sentence in plan.setup]
        for line, (noun, sentence) in enumerate([*made, *done]):
            _fill(self._made_grid, line, noun, sentence)

    def _change(self, decision: Decision) -> Button:
        button = Button(
            text("Change"), kind="link", name=text("Change: {what}", what=decision.noun)
        )
        button.setObjectName(f"change:{decision.page}")
        button.clicked.connect(lambda: self.change_asked.emit(decision.page))
        return button

    def _say(self, words: Text, role: str) -> None:
        self._state.set_role(role)
        self._state.say(words)
        self._state.show()

    def _unfold(self, shown: bool) -> None:
        self._fold.say(
            text("▾ Hide what will be &done") if shown else text("▸ &Show what will be done")
        )
        self._made.setVisible(shown)


def _table() -> tuple[Card, QGridLayout]:
    card = Card()
    grid = QGridLayout()
    grid.setHorizontalSpacing(SPACE * 2)
    grid.setVerticalSpacing(SPACE // 2)
    grid.setColumnStretch(1, 1)
    card.column.addLayout(grid)
    return card, grid


def _fill(grid: QGridLayout, line: int, noun: Text, sentence: Text) -> None:
    kind = Label(noun, role="muted")
    kind.setWordWrap(False)
    grid.addWidget(kind, line, 0, _MIDDLE)
    grid.addWidget(Label(sentence), line, 1, _MIDDLE)


def _empty(grid: QGridLayout) -> None:
    while (item := grid.takeAt(0)) is not None:
        old = item.widget()
        if old is not None:
            old.hide()
            old.deleteLater()
