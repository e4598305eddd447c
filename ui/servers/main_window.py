"""The first window: lists the servers, opens the wizard, shows how everything goes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QKeySequence, QShortcut
from PySide6.QtWidgets import QMainWindow, QWidget

from app.engine.events import Event, LogLine
from app.problems import Problem
from app.server import Server
from app.text import text
from app.wizard.answers import Answers
from ui.account.window import AccountWindow
from ui.desk import Desk
from ui.front import bring_to_front
from ui.icons import icon_path
from ui.jobs import Job
from ui.servers.knowledge import Knowledge
from ui.servers.menus import Menus
from ui.servers.notices import Notices
from ui.servers.operations import list_servers
from ui.servers.orphans import Orphans
from ui.servers.questions import sure_to_close, sure_to_replace
from ui.servers.taskbar import Taskbar
from ui.servers.window import ServersPane
from ui.servers.work import ServerWork
from ui.widgets.language import follow

if TYPE_CHECKING:
    from app.operations.account import SignedIn
    from ui.wizard.walk import Walk

REFRESH_MS = 20_000
DEFAULT_NAME = "my-notebook"


class MainWindow(QMainWindow):
    """One cloud's servers. `practice_asked` wants another window, for the practice cloud."""

    practice_asked = Signal()
    other_cloud_asked = Signal(object)
    """A new server, but in the other cloud's window; carries the `Answers` so far."""
    closed = Signal()
    help_asked = Signal(str)
    """With the section of the manual that is about what the user looks at."""
    palette_changed = Signal()

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listing: Job | None = None
        self._servers: Sequence[Server] = ()
        self._known = Knowledge(desk, self)
        self.walks: list[Walk] = []
        self.servers = ServersPane(practice=desk.practice, signed_in=desk.signs_in_by_itself)
        self.work = ServerWork(desk, self.servers, self)
        self.orphans = Orphans(desk, self.servers.orphans, self)
        self.notices = Notices(desk, self)
        self.menus = Menus(self, practice=desk.practice)
        self.account = AccountWindow(desk)
        self.account.changed.connect(self._account_changed)
        self._connect()
        self.setCentralWidget(self.servers)
        self._title = text("Kumonote — practice mode") if desk.practice else text("Kumonote")
        self._titled = follow(self, self.setWindowTitle, self._title)
        Taskbar(desk, self._show_share, self)
        self.setWindowIcon(QIcon(str(icon_path("kumonote"))))
        self.setMinimumSize(900, 620)
        self.resize(1000, 680)
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self.refresh)
        if desk.signs_in_by_itself:
            self._soon.start()

    def _connect(self) -> None:
        pane, menus = self.servers, self.menus
        self._desk.told.connect(self._told)
        pane.asked.connect(self.work.ask)
        pane.new_asked.connect(lambda: self.begin())
        pane.refresh_asked.connect(self.refresh)
        pane.sign_in_asked.connect(self.show_account)
        pane.practice_asked.connect(self.practice_asked)
        pane.acted.connect(self.work.act)
        pane.problem.acted.connect(self.work.act_on_all)
        self._known.changed.connect(self._show_known)
        self.orphans.failed.connect(self.work.show_problem)
        self.work.changed.connect(self.refresh)
        self.work.show_asked.connect(self._show_progress)
        menus.new_asked.connect(lambda: self.begin())
        menus.refresh_asked.connect(self.refresh)
        menus.practice_asked.connect(self.practice_asked)
        menus.close_asked.connect(self.close)
        menus.help_asked.connect(self._ask_for_help)

    def refresh(self) -> None:
        """Ask the cloud for the servers, unless that is under way."""
        if self._listing is not None:
            return
        self._clock.start()
        job = self._desk.start(text("Looking for servers…"), list_servers)
        self._listing = job
        job.done.connect(self._show)
        job.failed.connect(self._not_listed)
        job.ended.connect(self._listed)

    def show_account(self) -> None:
        """Who is signed in, and where they work, in a window of its own."""
        self.account.look()

    def _account_changed(self, found: SignedIn | None) -> None:
        if found is not None and found.subscription:
            self.refresh()

    def begin(self, answers: Answers | None = None) -> None:
        """Open the wizard for a new server, or bring the open one to the front.

        Given `answers` take the place of those in the open one, if the user wants it so.
        """
        walk = next((walk for walk in self.walks if not walk.over), None)
        if walk is not None and answers is not None and self._may_replace(walk, answers):
            walk.leave()
            self.walks.remove(walk)
            walk = None
        if walk is None:
            from ui.wizard.walk import Walk  # the wizard is not needed to see the servers

            walk = Walk(self._desk, answers or Answers(name=self._free_name()), self)
            walk.other_cloud_asked.connect(self.other_cloud_asked)
            self._give_help(walk)
            walk.changed.connect(self._show_jobs)
            walk.changed.connect(self.refresh)
            self.walks.append(walk)
        self._show_wizard(walk)

    def show_problem(self, problem: Problem) -> None:
        """Show a problem of the program itself."""
        self.work.show_problem(problem)

    def _ask_for_help(self) -> None:
        self.help_asked.emit("problems" if self.servers.shows_problem else "servers")

    def _give_help(self, walk: Walk) -> None:
        """The key for help opens the section about the page of the wizard."""
        key = QShortcut(QKeySequence(QKeySequence.StandardKey.HelpContents), walk.window)
        key.activated.connect(lambda: self.help_asked.emit(walk.window.here))

    def _may_replace(self, walk: Walk, answers: Answers) -> bool:
        if not walk.window.isVisible():
            return True
        bring_to_front(walk.window)
        return sure_to_replace(walk.window, answers.name)

    def _show_wizard(self, walk: Walk) -> None:
        bring_to_front(walk.window)

    def _show_progress(self, server: Server) -> None:
        walk = next((walk for walk in self.walks if walk.making == server.name), None)
        if walk is not None:
            self._show_wizard(walk)
        else:
            self.work.show_log(server)

    def _free_name(self) -> str:
        taken = {server.name for server in self._servers}
        numbered = (f"{DEFAULT_NAME}-{number}" for number in range(2, len(taken) + 3))
        return next(name for name in (DEFAULT_NAME, *numbered) if name not in taken)

    def _told(self, events: Sequence[Event]) -> None:
        """Signing in may need the user: a code to type, a page to open."""
        for event in events:
            if isinstance(event, LogLine):
                self.servers.show_note(event.text)

    def _show(self, servers: Sequence[Server]) -> None:
        self._servers = servers
        self.servers.show_servers(servers)
        self._show_known()
        self._show_jobs()
        self.work.listed()
        self._known.learn(servers)
        self.orphans.look_once()

    def _show_known(self) -> None:
        for server in self._servers:
            prices, details = self._known.prices(server), self._known.details(server)
            if prices is not None:
                self.servers.show_prices(server.name, prices)
            if details is not None:
                self.servers.show_details(server.name, details.region, details.size)

    def _show_jobs(self) -> None:
        """Work that began elsewhere (in the wizard) shows on its card too."""
        for name in self._desk.at_work:
            job = self._desk.job_of(name)
            if job is not None:
                self.servers.show_job(name, job)

    def _not_listed(self, problem: Problem) -> None:
        self._clock.stop()  # asked again when the user says so
        self.work.show_listing_problem(problem)

    def _listed(self) -> None:
        self._listing = None
        self.servers.show_note(None)

    def _show_share(self, percent: int | None) -> None:
        """In the title, so that the taskbar shows it."""
        with_share = text("{percent} % · {title}", percent=percent, title=self._title)
        self._titled.say(self._title if percent is None else with_share)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.PaletteChange:
            self.palette_changed.emit()
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        names = self._desk.at_work
        if names and not sure_to_close(self, names):
            event.ignore()
            return
        self._clock.stop()
        self._soon.stop()
        self._desk.stop_all()
        for walk in self.walks:
            walk.leave()
        self.work.close()
        self.account.close()
        event.accept()
        self.closed.emit()
