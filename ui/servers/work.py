"""What is asked of servers, carried out: jobs on cards, problems with a way on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit, Event
from app.problems import Action, Problem
from app.secret import Secret
from app.server import Server
from app.text import Text, text
from ui.addresses import quota_page
from ui.desk import Desk
from ui.jobs import Job
from ui.lifetimes import while_there
from ui.servers.changes import DailyStopChange, SizeChange
from ui.servers.operations import CHANGES, OPERATIONS, REMOVALS, Operation, console
from ui.servers.questions import sure_to_delete, tell_certificate
from ui.servers.states import Ask
from ui.servers.window import ServersPane
from ui.servers.work_window import WorkWindow

if TYPE_CHECKING:
    from app.operations.workspace import Workspace


class ServerWork(QObject):
    """Carries out each `Ask`. `changed` says that the list of servers may be another."""

    changed = Signal()
    show_asked = Signal(object)
    """The user wants to see how the work on this `Server` goes, or went."""

    def __init__(self, desk: Desk, pane: ServersPane, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._pane = pane
        self._window = window
        self._failed: dict[str, Ask] = {}
        """What was asked last of a server and did not work out, by its name."""
        self._not_listed: Problem | None = None
        self._windows: dict[str, WorkWindow] = {}
        self._past: dict[str, Sequence[Event]] = {}
        desk.began.connect(self._remember)

    def ask(self, asked: Ask, server: Server) -> None:
        """Do what a card asks."""
        match asked:
            case Ask.OPEN:
                QDesktopServices.openUrl(QUrl(server.url))
            case Ask.COPY_ADDRESS:
                QGuiApplication.clipboard().setText(server.url)
            case Ask.CERTIFICATE:
                tell_certificate(self._window, server)
            case Ask.LOG:
                self.show_asked.emit(server)
            case Ask.KEEP:
                self._pane.keep(server)
            case _:
                if not self._desk.busy_with(server.name):
                    self._change(asked, server)

    def act(self, action: Action, server: Server) -> None:
        """Do what the button of a problem with `server` offers."""
        if action is Action.OPEN_QUOTA_PAGE:
            QDesktopServices.openUrl(QUrl(quota_page(self._desk.paths)))
            return
        if action is Action.ACCEPT_TERMS:
            self._accept_terms(server)
            return
        if action is Action.SIGN_IN:
            self._desk.start_afresh()
        other = {Action.RESUME: Ask.CONTINUE, Action.REPAIR: Ask.REPAIR}.get(action)
        again = other or self._failed.get(server.name)
        if again is not None:
            self.ask(again, server)

    def act_on_all(self, action: Action) -> None:
        """Do what the button of a problem that belongs to no server offers."""
        self._pane.problem.clear()
        if action is Action.SIGN_IN:
            self._desk.start_afresh()
        self.changed.emit()

    def show_problem(self, problem: Problem) -> None:
        """Show a problem that belongs to no server."""
        self._pane.problem.show_problem(problem)

    def show_listing_problem(self, problem: Problem) -> None:
        """Show why the servers cannot be listed; the next list that succeeds takes it away."""
        self.show_problem(problem)
        self._not_listed = problem

    def listed(self) -> None:
        """The servers could be listed."""
        if self._not_listed is not None and self._pane.problem.problem is self._not_listed:
            self._pane.problem.clear()
        self._not_listed = None

    def show_log(self, server: Server) -> None:
        """Show what is done with the server or was done last, and its machine's console."""
        name = server.name
        window = self._windows.get(name) or self._new_window(server)
        job = self._desk.job_of(name)
        if job is not None:
            window.follow(job)
        window.show()
        window.raise_()
        window.activateWindow()

    def log_of(self, name: str) -> WorkWindow | None:
        """The window that shows work on the server `name`; None if it never was opened."""
        return self._windows.get(name)

    def close(self) -> None:
        """Close the windows that show progress."""
        for window in self._windows.values():
            window.close()

    def _new_window(self, server: Server) -> WorkWindow:
        name = server.name
        window = self._windows[name] = WorkWindow(name)
        window.acted.connect(lambda action: self.act(action, server))
        window.console.asked.connect(lambda: self._read_console(name, window))
        if name in self._past:
            window.show_past(self._past[name])
        return window

    def _read_console(self, name: str, window: WorkWindow) -> None:
        window.console.follow(
            self._desk.start(
                text("Reading…"), lambda space, emit, cancel: console(space, name, emit, cancel)
            )
        )

    def _remember(self, job: Job) -> None:
        """Keep what a job tells for who asks for the log afterwards."""

        def keep() -> None:
            self._past[job.subject] = job.history

        job.ended.connect(while_there(self, keep))

    def go_on(
        self, server: Server, password: Secret | None = None, passphrase: Secret | None = None
    ) -> None:
        """Finish a creation that was interrupted; ask for a secret only if it is needed."""
        name = server.name

        def work(space: Workspace, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.given_secrets import GivenSecrets
            from app.operations.resume import resume

            return resume(space, name, GivenSecrets(password, passphrase), emit, cancel)

        def failed(problem: Problem) -> None:
            self._ask_for_secret(problem, server, password, passphrase)

        job = self._desk.start(text("Being finished…"), work, subject=name)
        job.failed.connect(while_there(self, failed))
        self._watch(job, server)

    def _ask_for_secret(
        self,
        problem: Problem,
        server: Server,
        password: Secret | None,
        passphrase: Secret | None,
    ) -> None:
        from app.operations.given_secrets import Missing
        from ui.dialogs.secrets import ask_passphrase, ask_password

        if problem.code == Missing.NOTEBOOK:
            password = ask_password(self._window, server.name)
            given = password
        elif problem.code == Missing.CERTIFICATE_KEY:
            passphrase = ask_passphrase(self._window, problem)
            given = passphrase
        else:
            self._show_failure(problem, Ask.CONTINUE, server)
            return
        if given is not None:
            self.go_on(server, password, passphrase)

    def _change(self, asked: Ask, server: Server) -> None:
        match asked:
            case Ask.CONTINUE:
                self.go_on(server)
            case Ask.RESIZE:
                self._choose(SizeChange(self._desk, server, self._window), asked, server)
            case Ask.DAILY_STOP:
                self._choose(DailyStopChange(self._desk, server, self._window), asked, server)
            case _:
                if asked not in REMOVALS or sure_to_delete(self._window, server):
                    self._operate(asked, server, *OPERATIONS[asked])

    def _choose(self, change: SizeChange | DailyStopChange, asked: Ask, server: Server) -> None:
        title = CHANGES[asked]
        change.chosen.connect(lambda operation: self._operate(asked, server, title, operation))
        change.failed.connect(lambda problem: self._show_failure(problem, asked, server))
        change.ask()

    def _operate(self, asked: Ask, server: Server, title: Text, operation: Operation) -> None:
        name = server.name
        job = self._desk.start(
            title, lambda space, emit, cancel: operation(space, name, emit, cancel), subject=name
        )
        job.failed.connect(
            while_there(self, lambda problem: self._show_failure(problem, asked, server))
        )
        self._watch(job, server)

    def _accept_terms(self, server: Server) -> None:
        from ui.dialogs.terms import TermsToAccept

        terms = TermsToAccept(self._desk, server.system, server.region, self._window)
        terms.settled.connect(while_there(self, lambda: self.ask(Ask.CONTINUE, server)))
        terms.failed.connect(
            while_there(self, lambda problem: self._pane.show_problem(problem, server))
        )
        terms.ask()

    def _watch(self, job: Job, server: Server) -> None:
        self._failed.pop(server.name, None)
        self._pane.show_job(server.name, job)
        job.ended.connect(self.changed)

    def _show_failure(self, problem: Problem, asked: Ask, server: Server) -> None:
        self._failed[server.name] = asked
        self._pane.show_problem(problem, server)
