"""What is asked of servers, carried out: jobs on cards, problems with a way on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.problems import Action, Problem
from app.secret import Secret
from app.server import Server
from app.text import text
from ui.addresses import QUOTA_PAGE
from ui.desk import Desk
from ui.jobs import Job
from ui.servers.operations import OPERATIONS
from ui.servers.questions import sure_to_delete, tell_certificate
from ui.servers.states import Ask
from ui.servers.window import ServersPane
from ui.servers.work_window import WorkWindow

if TYPE_CHECKING:
    from app.operations.workspace import Workspace


class ServerWork(QObject):
    """Carries out each `Ask`. `changed` says that the list of servers may be another."""

    changed = Signal()
    show_asked = Signal(str)
    """The user wants to see how the work on this server goes."""

    def __init__(self, desk: Desk, pane: ServersPane, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._pane = pane
        self._window = window
        self._last: tuple[Ask, Server] | None = None
        self._not_listed: Problem | None = None
        self._windows: dict[str, WorkWindow] = {}

    def ask(self, asked: Ask, server: Server) -> None:
        """Do what a card asks."""
        if asked is Ask.OPEN:
            QDesktopServices.openUrl(QUrl(server.url))
        elif asked is Ask.CERTIFICATE:
            tell_certificate(self._window, server)
        elif asked is Ask.LOG:
            self.show_asked.emit(server.name)
        elif self._desk.busy_with(server.name):
            return
        elif asked is Ask.CONTINUE:
            self.go_on(server)
        elif asked is not Ask.DELETE or sure_to_delete(self._window, server):
            self._operate(asked, server)

    def act(self, action: Action) -> None:
        """Do what the button of the shown problem offers."""
        last = self._last
        if action is Action.OPEN_QUOTA_PAGE:
            QDesktopServices.openUrl(QUrl(QUOTA_PAGE))
            return
        self._pane.problem.clear()
        if action is Action.SIGN_IN:
            self._desk.start_afresh()
        if last is None:
            self.changed.emit()
        elif action is Action.RESUME:
            self.ask(Ask.CONTINUE, last[1])
        elif action is Action.REPAIR:
            self.ask(Ask.REPAIR, last[1])
        else:
            self.ask(*last)

    def show_problem(self, problem: Problem) -> None:
        """Show a problem that belongs to no server."""
        self._last = None
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

    def show_progress(self, name: str) -> None:
        """Show the steps and the log of what is done with the server `name`."""
        job = self._desk.job_of(name)
        if job is not None:
            self._windows[name] = WorkWindow(job)
        if name in self._windows:
            self._windows[name].show()
            self._windows[name].raise_()

    def close(self) -> None:
        """Close the windows that show progress."""
        for window in self._windows.values():
            window.close()

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
        job.failed.connect(failed)
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
            self._failed(problem, Ask.CONTINUE, server)
            return
        if given is not None:
            self.go_on(server, password, passphrase)

    def _operate(self, asked: Ask, server: Server) -> None:
        title, operation = OPERATIONS[asked]
        name = server.name
        job = self._desk.start(
            title, lambda space, emit, cancel: operation(space, name, emit, cancel), subject=name
        )
        job.failed.connect(lambda problem: self._failed(problem, asked, server))
        self._watch(job, server)

    def _watch(self, job: Job, server: Server) -> None:
        self._pane.show_job(server.name, job)
        job.done.connect(lambda: self._done(server))
        job.ended.connect(self.changed)

    def _failed(self, problem: Problem, asked: Ask, server: Server) -> None:
        self._last = (asked, server)
        self._pane.problem.show_problem(problem, about=text("About {name}", name=server.name))

    def _done(self, server: Server) -> None:
        if self._last is not None and self._last[1].name == server.name:
            self._last = None
            self._pane.problem.clear()
