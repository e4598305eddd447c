"""What is asked of servers, carried out: jobs on cards, problems with a way on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QWidget

from app.engine.events import Event
from app.problems import Action, Problem
from app.server import Server
from app.text import text
from ui.addresses import quota_page
from ui.desk import Desk
from ui.jobs import Job
from ui.lifetimes import while_there
from ui.servers.changes import (
    CertificateChange,
    Change,
    DailyStopChange,
    RemoteDesktopChange,
    SizeChange,
)
from ui.servers.going_on import GoingOn
from ui.servers.operations import (
    LEAVE_LOGS,
    OPERATIONS,
    REMOVALS,
    TITLES,
    Operation,
    console,
    delete_without_logs,
)
from ui.servers.questions import how_to_delete, tell_certificate
from ui.servers.saved_logs import tell_saved_logs
from ui.servers.states import Ask
from ui.servers.transfers import TRANSFERS, Transfers
from ui.servers.window import ServersPane
from ui.servers.work_window import WorkWindow

_ASKS: Final[Mapping[Action, Ask]] = {
    Action.RESUME: Ask.CONTINUE,
    Action.KEEP_MACHINE: Ask.KEEP_MACHINE,
    Action.REPAIR: Ask.REPAIR,
    Action.ALLOW_ADDRESS: Ask.ALLOW_ADDRESS,
}
"""What the button of a problem asks of its server."""


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
        self._operating: dict[str, tuple[Ask, Server]] = {}
        """What runs, by the name of its server."""
        self._not_listed: Problem | None = None
        self._windows: dict[str, WorkWindow] = {}
        self._past: dict[str, Sequence[Event]] = {}
        self._transfers = Transfers(window)
        self._transfers.chosen.connect(self._operate)
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
            case Ask.LEAVE:
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
        if action is Action.REMOVE_WITHOUT_LOGS:
            self._operate(delete_without_logs, Ask.REMOVE, server)
            return
        if action is Action.OVERWRITE:
            self._transfers.overwrite(server)
            return
        if action is Action.SIGN_IN:
            self._desk.start_afresh()
        other = _ASKS.get(action)
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
        job.ended.connect(self._keep)

    def _keep(self, job: Job) -> None:
        self._past[job.subject] = job.history

    def _change(self, asked: Ask, server: Server) -> None:
        match asked:
            case Ask.CONTINUE | Ask.KEEP_MACHINE | Ask.NEW_LOGIN:
                going = GoingOn(self._desk, asked, server, self._window)
                going.begun.connect(self._watch)
                going.failed.connect(self._show_failure)
                going.start()
            case Ask.RESIZE:
                self._choose(SizeChange(self._desk, asked, server, self._window))
            case Ask.DAILY_STOP:
                self._choose(DailyStopChange(self._desk, asked, server, self._window))
            case Ask.NEW_CERTIFICATE:
                self._choose(CertificateChange(self._desk, asked, server, self._window))
            case Ask.REMOTE_DESKTOP:
                self._choose(RemoteDesktopChange(self._desk, asked, server, self._window))
            case _ if asked in TRANSFERS:
                self._transfers.ask(asked, server)
            case _ if asked in REMOVALS:
                self._remove(asked, server)
            case _:
                self._operate(OPERATIONS[asked], asked, server)

    def _remove(self, asked: Ask, server: Server) -> None:
        match how_to_delete(self._window, server):
            case Ask.SAVE_AND_DELETE as saving:
                self._transfers.ask(saving, server)
            case Ask.DELETE:
                self._operate(OPERATIONS[asked], asked, server)

    def _choose(self, change: Change) -> None:
        change.chosen.connect(self._operate)
        change.failed.connect(self._show_failure)
        change.ask()

    def _operate(self, operation: Operation, asked: Ask, server: Server) -> None:
        name = server.name
        if self._desk.busy_with(name):
            return  # with what was begun while the user chose
        job = self._desk.start(
            TITLES[asked],
            lambda space, emit, cancel: operation(space, name, emit, cancel),
            subject=name,
        )
        self._operating[name] = asked, server
        job.ended.connect(self._operated)
        if asked in TRANSFERS:
            tell = self._transfers.tell
            job.done.connect(while_there(self, lambda copied: tell(job, copied)))
        if asked in LEAVE_LOGS:
            job.done.connect(while_there(self, lambda ended: tell_saved_logs(self._window, ended)))
        self._watch(job)

    def _operated(self, job: Job) -> None:
        asked, server = self._operating.pop(job.subject)
        if job.problem is not None:
            self._show_failure(job.problem, asked, server)

    def _accept_terms(self, server: Server) -> None:
        from ui.dialogs.terms import TermsToAccept

        terms = TermsToAccept(self._desk, server.system, server.region, self._window)
        terms.settled.connect(lambda: self.ask(Ask.CONTINUE, server))
        terms.failed.connect(lambda problem: self._pane.show_problem(problem, server))
        terms.ask()

    def _watch(self, job: Job) -> None:
        self._failed.pop(job.subject, None)
        self._pane.show_job(job.subject, job)
        job.ended.connect(self.changed)

    def _show_failure(self, problem: Problem, asked: Ask, server: Server) -> None:
        self._failed[server.name] = asked
        self._pane.show_problem(problem, server)
