"""What all windows share: the jobs that run and the workspace they run in.

The workspace (settings, session, SDKs) is opened by the first job that needs it, in that
job's thread, so that the window stands before anything slow is imported.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QObject, Signal

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.problems import Problem
from app.text import Text
from ui.account.held import HeldAccount
from ui.account.question import SignInQuestion
from ui.awake import Awake
from ui.bridge import Bridge
from ui.jobs import Job, Jobs

if TYPE_CHECKING:
    from app.azure.guide import SignInNeeded, Way
    from app.operations.account import SignedIn
    from app.operations.workspace import Workspace

ResultT = TypeVar("ResultT")


class Desk(QObject):
    """One a cloud. `told` carries `Event`s about signing in, whichever job needed it."""

    told = Signal(list)
    asked = Signal(object)
    """A `SignInQuestion`: work waits until it is answered."""
    began = Signal(object)
    """A `Job` that works on a server."""

    def __init__(self, paths: Paths, *, practice: bool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.paths = paths
        self.practice = practice
        self.settled: Callable[[], object] = lambda: None
        """Called once everything that is slow to import is there."""
        self.jobs = Jobs(self._explain, self)
        self.jobs.changed.connect(self._stay_awake)
        self.awake = Awake()
        self._bridge = Bridge(self)
        self._bridge.arrived.connect(self._arrived)
        self._opening = threading.Lock()
        self._workspace: Workspace | None = None
        self._edition = 0
        self._opened_edition = -1
        self._left: list[Workspace] = []
        """Jobs may still run in them."""
        self._speed: float | None = None
        self._asking = threading.Lock()
        self._questions: list[SignInQuestion] = []
        self._closed = False
        self.account = self._hold_account()
        self._accounts_left: list[HeldAccount] = []

    def start(
        self,
        title: Text,
        work: Callable[[Workspace, Emit, CancelToken], ResultT],
        *,
        subject: str = "",
    ) -> Job:
        """Run `work` in a thread with the workspace open. `subject` names the server."""

        def in_workspace(emit: Emit, cancel: CancelToken) -> ResultT:
            return work(self._open(cancel), emit, cancel)

        job = self.jobs.start(title, in_workspace, subject=subject)
        if subject:
            self.began.emit(job)
        return job

    def job_of(self, name: str) -> Job | None:
        """The job about the server `name` that runs, if one does."""
        return next((job for job in self.jobs.running if job.subject == name), None)

    def busy_with(self, name: str) -> bool:
        """Whether a job is about the server `name`."""
        return self.job_of(name) is not None

    @property
    def at_work(self) -> tuple[str, ...]:
        """The servers that something is being done with."""
        return tuple(sorted({job.subject for job in self.jobs.running if job.subject}))

    @property
    def signs_in_by_itself(self) -> bool:
        """Whether asking the cloud needs no user, as far as can be told beforehand: in practice,
        as a service principal, and as somebody who is remembered."""
        from app.azure.credentials import environment_names_a_principal

        return self.practice or environment_names_a_principal() or self.account.known()

    def stop_all(self) -> None:
        """Ask everything that runs to stop, and wait for nothing."""
        for job in self.jobs.running:
            job.cancel()

    def start_afresh(self, *, speed: float | None = None) -> None:
        """Read the settings and sign in again with the next job.

        A practice cloud that runs already is set to `speed`, if one is given.
        """
        self._speed = speed
        self._edition += 1  # no lock: whoever opens a workspace may wait for a sign-in
        self._accounts_left.append(self.account)
        self.account = self._hold_account()

    def account_changed(self) -> None:
        """Somebody signed in or out, or works elsewhere: the next job begins there."""
        self._edition += 1

    def look_at_account(self, emit: Emit, cancel: CancelToken) -> SignedIn | None:
        """Who is signed in; None if nobody is. Asks nobody. Raises `ProblemError`."""
        from app.azure.credentials import environment_names_a_principal
        from app.operations.account import account_session, signed_in

        principal = environment_names_a_principal() and not self.practice
        if not principal and not self.account.known():
            return None
        if self.account.open:
            return signed_in(self.account.session(cancel), cancel)
        with account_session(self.account.cloud, emit, cancel) as session:
            return signed_in(session, cancel)

    def close(self) -> None:
        """Stop what runs, wait for it, and let go of the connections."""
        with self._asking:
            self._closed = True
            waiting = list(self._questions)
        for question in waiting:
            question.answer("")
        self._bridge.close()
        self.jobs.close()
        self.awake.close()
        for workspace in (*self._left, self._workspace):
            if workspace is not None:
                workspace.session.close()
        for account in (self.account, *self._accounts_left):
            account.close()

    def _stay_awake(self) -> None:
        self.awake.hold(bool(self.at_work))

    def _open(self, cancel: CancelToken) -> Workspace:
        with self._opening:
            edition = self._edition
            if self._workspace is None or edition != self._opened_edition:
                before = self._workspace
                self._workspace = self._opened(cancel)
                self._opened_edition = edition
                if before is not None:
                    self._left.append(before)
                self.settled()
            return self._workspace

    def _opened(self, cancel: CancelToken) -> Workspace:
        from app.azure.credentials import environment_names_a_principal
        from app.operations.practice_cloud import PracticeWishes
        from app.operations.workspace import open_workspace, workspace_in

        principal = environment_names_a_principal() and not self.practice
        if not principal and (self.account.known() or not self.practice):
            return workspace_in(self.paths, self.account.session(cancel), cancel)
        return open_workspace(
            self.paths,
            practice=self.practice,
            wishes=PracticeWishes(speed=self._speed),
            emit=self._bridge.post,  # it outlives the job that opens the workspace
            cancel=cancel,
        )

    def _hold_account(self) -> HeldAccount:
        return HeldAccount(self.paths, self._bridge.post, lambda: self._ask, practice=self.practice)

    def _ask(self, needed: SignInNeeded) -> Way:
        """Runs in the thread that needs a token, which waits."""
        question = SignInQuestion(needed)
        with self._asking:
            if self._closed:
                question.answer("")
            self._questions.append(question)
        self._bridge.post(question)
        try:
            return question.wait()
        finally:
            with self._asking:
                self._questions.remove(question)

    def _arrived(self, things: list[object]) -> None:
        events = [thing for thing in things if not isinstance(thing, SignInQuestion)]
        if events:
            self.told.emit(events)
        for thing in things:
            if isinstance(thing, SignInQuestion):
                self.asked.emit(thing)

    def _explain(self, error: BaseException) -> Problem:
        from app.operations.explain import explain

        return explain(error, self.paths)
