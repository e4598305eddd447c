"""Plans what the answers ask for, and has the cloud asked what stands against it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.engine.cancel import CancelToken
from app.problems import Problem
from app.text import text
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.jobs import Job
from ui.lifetimes import while_there

if TYPE_CHECKING:
    from app.operations.given_secrets import GivenSecrets
    from app.operations.preparing import Prepared
    from app.operations.workspace import Workspace


class PlanCheck(QObject):
    """One look at a time: `planned` carries what `Prepared` holds, `checked` the `Problem`s.

    Who begins another look has other answers by now, so the one before it tells nothing more.
    """

    planned = Signal(object)
    checked = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._job: Job | None = None

    def begin(self, answers: Answers, given: GivenSecrets) -> None:
        if self._job is not None:
            self._job.cancel()
        job = self._desk.start(
            text("Checking the plan…"),
            lambda space, _emit, cancel: _prepared(space, answers, given, cancel),
        )
        self._job = job
        job.done.connect(while_there(self, partial(self._prepared, job)))
        job.failed.connect(while_there(self, partial(self._failed, job)))

    def _prepared(self, job: Job, prepared: Prepared) -> None:
        if job is self._job:
            self._job = None
            self.planned.emit(prepared)
            self.checked.emit(prepared.problems)

    def _failed(self, job: Job, problem: Problem) -> None:
        if job is self._job:
            self._job = None
            self.checked.emit((problem,))


def _prepared(
    space: Workspace, answers: Answers, given: GivenSecrets, cancel: CancelToken
) -> Prepared:
    from app.operations.preparing import prepare

    return prepare(space, answers, given, cancel)
