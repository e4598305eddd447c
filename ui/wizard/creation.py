"""The creation that a wizard started: begun, gone on with, stopped, cleaned up."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.engine.cancel import CancelToken
from app.engine.events import Emit, Event, RunStarted
from app.problems import Problem
from app.server import Server
from app.text import Text, text
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.jobs import Job

if TYPE_CHECKING:
    from app.operations.given_secrets import GivenSecrets
    from app.operations.workspace import Workspace

_NOTHING_THERE = "server-not-found"


class Creation(QObject):
    """One server on its way. It decides between "create" and "resume" by what was begun."""

    follow = Signal(object, object)
    """A `Job` that begins, and what it does as `Text`."""
    changed = Signal()
    """There is more, or less, of the server than before."""
    ready = Signal(object)
    """The `Server` and its picture as bytes, as a tuple."""
    stopped = Signal()
    """It failed or was cancelled; something may be there."""
    removed = Signal()
    logs_saved = Signal(object)
    """What a removal returned, and may tell of: see `ui.servers.saved_logs`."""

    def __init__(self, desk: Desk, answers: Answers, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.answers = answers
        self.begun = False
        self._job: Job | None = None
        self._cleaning = False
        self._without_logs = False

    @property
    def running(self) -> bool:
        return self._job is not None

    def go(self, given: GivenSecrets, *, keep_machine: bool = False) -> None:
        """Create the server, or go on where it stopped.

        With `keep_machine` a machine that the cloud calls failed is taken as it is.
        """
        answers, begun = self.answers, self.begun

        def work(space: Workspace, emit: Emit, cancel: CancelToken) -> tuple[Server, bytes]:
            if begun:
                return _resumed(space, answers.name, given, emit, cancel, keep_machine)
            return _created(space, answers, given, emit, cancel)

        job = self._begin(text("Creating {name}", name=answers.name), work)
        job.told.connect(self._told)
        job.done.connect(self.ready)
        job.failed.connect(self.stopped)
        job.cancelled.connect(self._cancelled)

    def stop(self) -> None:
        """Ask the work to stop; what is there stays."""
        if self._job is not None:
            self._job.cancel()

    def clean_up(self, *, without_logs: bool = False) -> None:
        """Stop, then remove everything that was made."""
        self._cleaning = True
        self._without_logs = without_logs
        if self._job is not None:
            self._job.cancel()
        else:
            self._remove()

    def _remove(self) -> None:
        name, without_logs = self.answers.name, self._without_logs

        def work(space: Workspace, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.delete import delete

            return delete(space, name, emit, cancel, without_logs=without_logs)

        self._cleaning = False
        job = self._begin(text("Removing {name}", name=name), work)
        job.done.connect(self.logs_saved)
        job.done.connect(self._gone)
        job.failed.connect(self._not_removed)
        job.cancelled.connect(self.stopped)

    def _begin(self, words: Text, work: Callable[[Workspace, Emit, CancelToken], object]) -> Job:
        job = self._desk.start(words, work, subject=self.answers.name)
        self._job = job
        job.ended.connect(self._ended)
        self.follow.emit(job, words)
        self.changed.emit()
        return job

    def _told(self, events: Sequence[Event]) -> None:
        if not self.begun and any(isinstance(event, RunStarted) for event in events):
            self.begun = True
            self.changed.emit()

    def _ended(self) -> None:
        self._job = None
        self.changed.emit()
        if self._cleaning:
            self._remove()

    def _cancelled(self) -> None:
        if not self._cleaning:
            self.stopped.emit()

    def _gone(self) -> None:
        self.begun = False
        self.removed.emit()

    def _not_removed(self, problem: Problem) -> None:
        if problem.code == _NOTHING_THERE:
            self._gone()
        else:
            self.stopped.emit()


def _created(
    space: Workspace, answers: Answers, given: GivenSecrets, emit: Emit, cancel: CancelToken
) -> tuple[Server, bytes]:
    from app.operations.create import create

    return _with_picture(space, create(space, answers, given, emit, cancel))


def _resumed(
    space: Workspace,
    name: str,
    given: GivenSecrets,
    emit: Emit,
    cancel: CancelToken,
    keep_machine: bool,
) -> tuple[Server, bytes]:
    from app.operations.resume import resume

    server = resume(space, name, given, emit, cancel, keep_failed_machine=keep_machine)
    return _with_picture(space, server)


def _with_picture(space: Workspace, server: Server) -> tuple[Server, bytes]:
    picture = space.picture(server.name)
    return server, picture.read_bytes() if picture.exists() else b""
