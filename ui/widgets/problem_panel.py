"""A problem as a panel: what happened, what you can do, a button for it; details folded."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from app.problems import Action, Problem
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.problem_report import report_of
from ui.widgets.words import Button, Label

ACTION_WORDS: Final[dict[Action, Text]] = {
    Action.RETRY: text("Try again"),
    Action.RESUME: text("Continue"),
    Action.KEEP_MACHINE: text("Keep the machine"),
    Action.REPAIR: text("Repair access"),
    Action.EDIT_ANSWERS: text("Change the answers"),
    Action.CHOOSE_SYSTEM: text("Choose another system"),
    Action.CHOOSE_SIZE: text("Choose another size"),
    Action.CHOOSE_REGION: text("Choose another region"),
    Action.CHOOSE_NAME: text("Choose another name"),
    Action.SIGN_IN: text("Sign in again"),
    Action.OPEN_QUOTA_PAGE: text("Open the quota page"),
    Action.ACCEPT_TERMS: text("Read and accept the terms"),
    Action.LOG_IN: text("Type the notebook password"),
    Action.OVERWRITE: text("Replace them"),
    Action.ALLOW_ADDRESS: text("Allow this address"),
    Action.REMOVE_WITHOUT_LOGS: text("Remove without saving"),
}


ELSEWHERE: Final = frozenset({Action.OPEN_QUOTA_PAGE})
"""What these open is done in the browser; afterwards the same is tried again here."""


class ProblemPanel(QFrame):
    """Hidden until `show_problem`. `acted` carries the `Action` whose button was pressed.

    Only `possible` actions get a button. Where it `can_be_dismissed`, a further button hides
    the panel and emits `dismissed`.
    """

    acted = Signal(object)
    dismissed = Signal()

    def __init__(
        self,
        possible: Collection[Action] = tuple(Action),
        *,
        can_be_dismissed: bool = False,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setProperty("kind", "problem")
        self._possible = possible
        self._about = Label(verbatim(""), role="muted")
        self._problem: Problem | None = None
        self._about_what: Text | None = None
        self._offered: Action | None = None
        self._offered_too: Action | None = None
        self._message = Label(text("Something went wrong."), heading=1)
        self._advice = Label(text("What you can do"))
        self._act = Button(ACTION_WORDS[Action.RETRY], kind="primary")
        self._act.setObjectName("act")
        self._act.clicked.connect(self._pressed)
        self._other = Button(ACTION_WORDS[Action.RETRY])
        self._other.setObjectName("other")
        self._other.clicked.connect(self._other_pressed)
        self._fold = Button(text("Show details"), kind="link")
        self._fold.setCheckable(True)
        self._fold.toggled.connect(self._unfold)
        self._fold.setObjectName("details")
        copy = Button(text("Copy report"), kind="link")
        copy.setObjectName("copy-report")
        copy.clicked.connect(self.copy_report)
        dismiss = Button(text("Hide this"), kind="link", parent=self)
        dismiss.setObjectName("dismiss")
        dismiss.setVisible(can_be_dismissed)
        dismiss.clicked.connect(self._dismiss)
        self._details = QPlainTextEdit()
        self._details.setReadOnly(True)
        self._details.setTabChangesFocus(True)
        follow(self._details, self._details.setAccessibleName, text("Details"))
        self._details.setMaximumHeight(120)
        self._details.hide()

        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._act)
        buttons.addWidget(self._other)
        buttons.addWidget(self._fold)
        buttons.addWidget(copy)
        buttons.addStretch()
        if can_be_dismissed:
            buttons.addWidget(dismiss)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 3 // 2, SPACE, SPACE * 3 // 2, SPACE)
        column.addWidget(self._about)
        column.addWidget(self._message)
        column.addWidget(self._advice)
        column.addLayout(buttons)
        column.addWidget(self._details)
        self.hide()

    @property
    def problem(self) -> Problem | None:
        return self._problem

    def show_problem(self, problem: Problem, *, about: Text | None = None) -> None:
        """Show it and have screen readers say it; `about` says what it is about."""
        self._problem = problem
        self._about_what = about
        self._about.setVisible(about is not None)
        if about is not None:
            self._about.say(about)
        self._message.say(problem.message)
        self._advice.say(problem.advice)
        action = self._offered = self._way_on(problem)
        self._act.setVisible(action is not None)
        if action is not None:
            self._act.say(ACTION_WORDS[action])
        other = self._offered_too = self._other_way_on(problem)
        self._other.setVisible(other is not None)
        if other is not None:
            self._other.say(ACTION_WORDS[other])
        self._render()
        self._fold.setChecked(False)
        self.show()
        QAccessible.updateAccessibility(QAccessibleEvent(self, QAccessible.Event.Alert))

    def _way_on(self, problem: Problem) -> Action | None:
        """What the button does: what the problem asks for or, where that is not to be had
        here or is somebody else's to do, the same again."""
        if problem.action in self._possible:
            return problem.action
        return Action.RETRY if Action.RETRY in self._possible else None

    def _other_way_on(self, problem: Problem) -> Action | None:
        """What a second button does: after something elsewhere, the same again here."""
        other = Action.RETRY if self._offered in ELSEWHERE else problem.alternative
        return other if other in self._possible else None

    def clear(self) -> None:
        self._problem = None
        self.hide()

    def copy_report(self) -> None:
        """Put what a helper needs on the clipboard, without anything that looks like a secret."""
        QGuiApplication.clipboard().setText(self._report())

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._render()
        super().changeEvent(event)

    def _render(self) -> None:
        problem = self._problem
        if problem is not None:
            self._details.setPlainText(self._report())
            self.setAccessibleName(f"{problem.message} {problem.advice}")

    def _report(self) -> str:
        return report_of(self._problem, self._about_what) if self._problem is not None else ""

    def _unfold(self, opened: bool) -> None:
        self._fold.say(text("Hide details") if opened else text("Show details"))
        self._details.setVisible(opened)

    def _dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()

    def _pressed(self) -> None:
        if self._offered is not None:
            self.acted.emit(self._offered)

    def _other_pressed(self) -> None:
        if self._offered_too is not None:
            self.acted.emit(self._offered_too)
