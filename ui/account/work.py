"""Carries out what the panel asks: signs in and out, and changes where somebody works."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Signal

from app.engine.cancel import CancelToken
from app.engine.events import CodeToType, Emit, Event, SignInEnded
from app.problems import Problem
from app.text import Text, text
from ui.account.panel import SignInPanel
from ui.account.question import SignInQuestion
from ui.desk import Desk
from ui.jobs import Job
from ui.lifetimes import while_there

if TYPE_CHECKING:
    from app.azure.session import Session
    from app.operations.account import SignedIn

_NOBODY = frozenset({"not-signed-in", "sign-in-cancelled"})


class AccountWork(QObject):
    """One panel's. `changed` carries the `SignedIn`, or None where nobody is."""

    changed = Signal(object)
    busy = Signal()
    """Whether something is under way may be another."""
    principal = Signal()
    """The environment names a service principal: nobody signs in."""
    settled = Signal()
    """The question that was asked is answered: somebody signed in."""

    def __init__(self, desk: Desk, panel: SignInPanel, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._panel = panel
        self._job: Job | None = None
        self._question: SignInQuestion | None = None
        self._answered = False
        """A run signs in, for a question that was answered here."""
        self.found: SignedIn | None = None
        desk.told.connect(self._told)
        panel.sign_in_asked.connect(self._sign_in)
        panel.cancel_asked.connect(self._cancel)
        panel.sign_out_asked.connect(self._sign_out)
        panel.look_asked.connect(self.look)
        panel.organisation_chosen.connect(self._use_organisation)
        panel.subscription_chosen.connect(self._use_subscription)

    @property
    def working(self) -> bool:
        return self._job is not None

    def look(self) -> None:
        """Who is signed in; asks nobody."""
        self._panel.show_looking()
        self._begin(
            text("Looking who is signed in…"), self._desk.look_at_account, self._show, self._failed
        )

    def ask(self, question: SignInQuestion) -> None:
        """A run waits until somebody signs in: ask how."""
        self._question = question
        needed = question.needed
        words = text(
            "{user}, please sign in again. {why}", user=needed.user_name, why=needed.reason
        )
        self._panel.show_nobody(words if needed.user_name else needed.reason)

    def leave(self) -> None:
        """Nobody will answer here any more."""
        question, self._question = self._question, None
        if question is not None:
            question.answer("")
        self._cancel()

    def _sign_in(self, way: str, organisation: str) -> None:
        question, self._question = self._question, None
        if question is not None:
            self._answered = True
            self._panel.show_waiting(way)
            question.answer(way)
            return

        def sign_in(session: Session, cancel: CancelToken) -> SignedIn:
            from app.azure.guide import Way
            from app.operations.account import sign_in

            return sign_in(session, Way(way), organisation, cancel)

        self._panel.show_waiting(way)
        self._in_session(text("Signing in…"), sign_in)

    def _use_organisation(self, organisation: str) -> None:
        def use(session: Session, cancel: CancelToken) -> SignedIn:
            from app.operations.account import use_organisation

            return use_organisation(session, organisation, cancel)

        self._in_session(text("Changing the organisation…"), use)

    def _use_subscription(self, subscription: str) -> None:
        if not subscription:
            return

        def use(session: Session, cancel: CancelToken) -> SignedIn:
            from app.operations.account import use_subscription

            return use_subscription(session, subscription, cancel)

        self._in_session(text("Changing the subscription…"), use)

    def _sign_out(self) -> None:
        def sign_out(session: Session, _cancel: CancelToken) -> None:
            from app.operations.account import sign_out

            sign_out(self._desk.account.cloud, session)

        self._in_session(text("Signing out…"), sign_out)

    def _cancel(self) -> None:
        if self._job is not None:
            self._job.cancel()
        elif self._answered:
            account = self._desk.account
            self._desk.jobs.start(text("Giving up the sign-in…"), lambda _e, _c: account.give_up())

    def _in_session(
        self, title: Text, work: Callable[[Session, CancelToken], SignedIn | None]
    ) -> None:
        def in_session(_emit: Emit, cancel: CancelToken) -> SignedIn | None:
            return work(self._desk.account.session(cancel), cancel)

        self._begin(title, in_session, self._changed, self._failed)

    def _begin(
        self,
        title: Text,
        work: Callable[[Emit, CancelToken], Any],
        done: Callable[[Any], None],
        failed: Callable[[Problem], None],
    ) -> None:
        """One at a time: who asks for something else has changed their mind."""
        if self._job is not None:
            self._job.cancel()
        job = self._desk.jobs.start(title, work)
        self._job = job

        def only_latest(act: Callable[..., None]) -> Callable[..., None]:
            def perform(*found: object) -> None:
                if self._job is job:
                    self._job = None
                    act(*found)
                    self.busy.emit()

            return perform

        job.done.connect(while_there(self, only_latest(done)))
        job.failed.connect(while_there(self, only_latest(failed)))
        job.cancelled.connect(while_there(self, only_latest(self._again)))
        self.busy.emit()

    def _changed(self, found: SignedIn | None) -> None:
        self._desk.account_changed()
        self._show(found)

    def _show(self, found: SignedIn | None) -> None:
        self.found = found
        self._again()
        self.changed.emit(found)

    def _again(self) -> None:
        """Show what stood before something was begun that came to nothing."""
        if self.found is None:
            self._panel.show_nobody()
        else:
            self._panel.show_signed_in(self.found)

    def _failed(self, problem: Problem) -> None:
        if problem.code == "principal-in-use":
            self._panel.show_principal()
            self.principal.emit()
            return
        if problem.code in _NOBODY:
            self._again()
        else:
            self._panel.show_problem(problem)
        self.changed.emit(self.found)

    def _told(self, events: Sequence[Event]) -> None:
        """The code is told to everybody; it is for whoever signs in here."""
        for event in events:
            if isinstance(event, CodeToType) and (self._answered or self._job is not None):
                self._panel.show_code(event)
            elif isinstance(event, SignInEnded) and self._answered:
                self._answered = False
                self._end_of_question(event)

    def _end_of_question(self, event: SignInEnded) -> None:
        if event.problem is not None:
            self._panel.show_problem(event.problem)
        else:
            self._desk.account_changed()
            self.settled.emit()
