"""What `doctor` finds, in the window: this computer, the way to the cloud, and the account."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QGuiApplication
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.problems import Problem
from app.redaction import redact
from app.text import ENGLISH, Text, text, verbatim
from ui.desk import Desk
from ui.jobs import Job
from ui.lifetimes import while_there
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.language import follow
from ui.widgets.problem_report import circumstances
from ui.widgets.words import Badge, Button, Label

if TYPE_CHECKING:
    from app.operations.doctor_check import Check

Look = Callable[[Paths, bool, CancelToken], Iterator["Check"]]


def _computer(paths: Paths, _practice: bool, cancel: CancelToken) -> Iterator[Check]:
    from app.operations.doctor import examine

    return examine(paths, cancel)


def _way(paths: Paths, practice: bool, cancel: CancelToken) -> Iterator[Check]:
    from app.operations.doctor_cloud import examine_way

    return examine_way(paths, practice=practice, cancel=cancel)


def _account(paths: Paths, practice: bool, cancel: CancelToken) -> Iterator[Check]:
    from app.operations.doctor_cloud import examine_account

    # what the practice cloud says of its machines is no finding
    return examine_account(paths, practice=practice, emit=lambda _event: None, cancel=cancel)


_PARTS: Final[tuple[tuple[Text, Look], ...]] = (
    (text("This computer"), _computer),
    (text("The way to the cloud"), _way),
    (text("The account"), _account),
)


class CheckDialog(QDialog):
    """Looks as soon as it is made; whatever still looks ends when it is closed."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        follow(self, self.setWindowTitle, text("Check this computer"))
        self._desk = desk
        self._jobs: list[Job] = []
        self._sum = Label(verbatim(""), heading=1)
        self._parts = [_Part(title) for title, _ in _PARTS]
        self._copy = Button(text("Copy &report"))
        self._copy.setObjectName("copy-checks")
        self._copy.clicked.connect(self._copy_report)
        self._again = Button(text("&Look again"))
        self._again.setObjectName("look-again")
        self._again.clicked.connect(self._look)
        self._lay_out()
        self.setMinimumSize(760, 600)
        self._look()

    def done(self, result: int) -> None:
        for job in self._jobs:
            job.cancel()
        self._jobs.clear()
        super().done(result)

    def _look(self) -> None:
        self._say(text("Looking…"))
        for button in (self._copy, self._again):
            button.setEnabled(False)
        for part, (title, look) in zip(self._parts, _PARTS, strict=True):
            part.begin()
            job = self._desk.jobs.start(title, partial(self._work, look))
            job.done.connect(part.show_checks)
            job.failed.connect(part.show_problem)
            job.ended.connect(while_there(self, self._ended))
            self._jobs.append(job)

    def _work(self, look: Look, _emit: Emit, cancel: CancelToken) -> tuple[Check, ...]:
        return tuple(look(self._desk.paths, self._desk.practice, cancel))

    def _ended(self, job: Job) -> None:
        if job not in self._jobs:
            return  # the window is closing
        self._jobs.remove(job)
        if self._jobs:
            return
        for button in (self._copy, self._again):
            button.setEnabled(True)
        every = sum(part.count for part in self._parts)
        wrong = sum(part.wrong for part in self._parts)
        self._say(
            text("{n} of {all} need a look.", n=wrong, all=every)
            if wrong
            else text("Everything is as it should be.")
        )

    def _say(self, words: Text) -> None:
        self._sum.say(words)
        QAccessible.updateAccessibility(QAccessibleEvent(self._sum, QAccessible.Event.Alert))

    def _copy_report(self) -> None:
        """In English, as who helps may not read the user's language."""
        lines = [*circumstances(), *(line for part in self._parts for line in part.report())]
        QGuiApplication.clipboard().setText(redact("\n".join(lines)))

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        body = QVBoxLayout(inside)
        body.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE)
        body.setSpacing(SPACE)
        body.addWidget(self._sum)
        for part in self._parts:
            body.addWidget(part)
        body.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setWidget(inside)
        follow(scroll, scroll.setAccessibleName, text("What was found"))
        close = Button(text("Close"), kind="primary")
        close.setObjectName("close-checks")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        foot = QFrame()
        foot.setObjectName("foot")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        buttons.setSpacing(SPACE)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._again)
        buttons.addStretch()
        buttons.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(foot)


class _Part(Card):
    """One card: a title, and a row for each thing that was looked at."""

    def __init__(self, title: Text, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self._checks: tuple[Check, ...] = ()
        self._problem: Problem | None = None
        self.column.addWidget(Label(title, heading=1))
        self._rows = QWidget()
        self.column.addWidget(self._rows)

    @property
    def count(self) -> int:
        return len(self._checks) + (self._problem is not None)

    @property
    def wrong(self) -> int:
        return sum(not check.ok for check in self._checks) + (self._problem is not None)

    def begin(self) -> None:
        self._checks, self._problem = (), None
        self._fill([(None, text("Looking…"), None)])

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        self._checks = checks
        self._fill([(_badge(check), check.name, check.told) for check in checks])

    def show_problem(self, problem: Problem) -> None:
        """Why nothing could be found out."""
        self._problem = problem
        told = text("{what} {advice}", what=problem.message, advice=problem.advice)
        self._fill([(Badge(text("look"), "warning"), self._title, told)])

    def report(self) -> Iterator[str]:
        """In English, a line for each."""
        yield f"{self._title.in_language(ENGLISH)}:"
        for check in self._checks:
            result = ("ok" if check.looked else "-") if check.ok else "LOOK"
            told = check.told.in_language(ENGLISH)
            yield f"  {result} {check.code}: {told}"
        if self._problem is not None:
            yield f"  LOOK {self._problem.code}: {self._problem.message.in_language(ENGLISH)}"

    def _fill(self, rows: list[tuple[Badge | None, Text, Text | None]]) -> None:
        old, self._rows = self._rows, QWidget()
        self.column.replaceWidget(old, self._rows)
        old.hide()
        old.deleteLater()
        grid = QGridLayout(self._rows)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE * 3 // 2)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnMinimumWidth(0, SPACE * 4)
        grid.setColumnMinimumWidth(1, SPACE * 13)
        grid.setColumnStretch(2, 1)
        top = Qt.AlignmentFlag.AlignTop
        for place, (badge, name, told) in enumerate(rows):
            if badge is not None:
                grid.addWidget(badge, place, 0, top)
            grid.addWidget(Label(name), place, 1, top)
            if told is not None:
                grid.addWidget(Label(told, role="muted"), place, 2, top)


def _badge(check: Check) -> Badge:
    if not check.ok:
        return Badge(text("look"), "warning")
    return Badge(text("ok"), "good") if check.looked else Badge(verbatim("-"), "quiet")
