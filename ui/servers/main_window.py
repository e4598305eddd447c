"""The first window: what is asked of a server becomes an operation of the core."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QDesktopServices, QIcon
from PySide6.QtWidgets import QMainWindow, QMessageBox, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.server import Server
from app.text import Text, text
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.icons import icon_path
from ui.jobs import Job
from ui.servers.states import Ask
from ui.servers.window import ServersPane
from ui.widgets.words import switch_language

if TYPE_CHECKING:
    from app.operations.workspace import Workspace
    from ui.wizard.walk import Walk

REFRESH_MS = 20_000
DEFAULT_NAME = "my-notebook"

Operation = Callable[["Workspace", str, Emit, CancelToken], object]


class MainWindow(QMainWindow):
    """Lists the servers, starts operations on them, and shows how those go."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._listing: Job | None = None
        self.walk: Walk | None = None
        self.servers = ServersPane(practice=desk.practice)
        self.servers.asked.connect(self.ask)
        self.servers.new_asked.connect(self.begin)
        self.servers.refresh_asked.connect(self.refresh)
        self.servers.problem.acted.connect(self.refresh)
        self.setCentralWidget(self.servers)
        self.setWindowTitle("Kumonote")
        self.setWindowIcon(QIcon(str(icon_path("kumonote"))))
        self.setMinimumSize(900, 620)
        self.resize(1000, 680)
        self._make_menus()
        self._clock = QTimer(self, interval=REFRESH_MS)
        self._clock.timeout.connect(self.refresh)
        self._clock.start()
        QTimer.singleShot(0, self.refresh)

    def refresh(self) -> None:
        """Ask the cloud for the servers, unless that is under way."""
        if self._listing is not None:
            return
        job = self._desk.start(text("Looking for servers…"), _list)
        self._listing = job
        job.done.connect(self._show)
        job.failed.connect(self.servers.problem.show_problem)
        job.ended.connect(self._listed)

    def begin(self) -> None:
        """Open the wizard for a new server, or bring the open one to the front."""
        if self.walk is None or not self.walk.window.isVisible():
            from ui.wizard.walk import Walk  # the wizard is not needed to see the servers

            self.walk = Walk(self._desk, Answers(name=DEFAULT_NAME), self)
            self.walk.made.connect(self.refresh)
        self.walk.window.show()
        self.walk.window.raise_()
        self.walk.window.activateWindow()

    def ask(self, asked: Ask, server: Server) -> None:
        """Do what a card asks."""
        if asked is Ask.OPEN:
            QDesktopServices.openUrl(QUrl(server.url))
        elif asked is Ask.START:
            self._work(text("Starting…"), server, _start)
        elif asked is Ask.STOP:
            self._work(text("Stopping…"), server, _stop)
        elif asked is Ask.RESTART:
            self._work(text("Restarting…"), server, _restart)
        elif asked is Ask.REPAIR:
            self._work(text("Repairing access…"), server, _repair)
        elif asked is Ask.CERTIFICATE:
            self._tell_certificate(server)
        elif asked is Ask.DELETE and self._sure_to_delete(server):
            self._work(text("Deleting…"), server, _delete)

    def _work(self, title: Text, server: Server, operation: Operation) -> None:
        if self._desk.busy_with(server.name):
            return
        name = server.name
        job = self._desk.start(
            title, lambda space, emit, cancel: operation(space, name, emit, cancel), subject=name
        )
        self.servers.show_job(name, job)
        job.failed.connect(self.servers.problem.show_problem)
        job.done.connect(self.servers.problem.clear)
        job.ended.connect(self.refresh)

    def _show(self, servers: Sequence[Server]) -> None:
        self.servers.show_servers(servers, {})

    def _listed(self) -> None:
        self._listing = None

    def _tell_certificate(self, server: Server) -> None:
        QMessageBox.information(
            self,
            str(text("Certificate of {name}", name=server.name)),
            str(
                text(
                    "Its SHA-256 fingerprint is:\n{fingerprint}\n\nCompare it with the one that "
                    "your browser shows before you go on past the warning.",
                    fingerprint=server.certificate_sha256,
                )
            ),
        )

    def _sure_to_delete(self, server: Server) -> bool:
        """Ask, naming what is lost; the safe answer is the default."""
        answer = QMessageBox.question(
            self,
            str(text("Delete {name}?", name=server.name)),
            str(
                text(
                    "This removes the machine {name}, its disk with all notebooks on it, "
                    "its address and its network. It cannot be taken back.",
                    name=server.name,
                )
            ),
            QMessageBox.StandardButton.Yes | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        return answer == QMessageBox.StandardButton.Yes

    def _make_menus(self) -> None:
        menu = self.menuBar().addMenu(str(text("&Language")))
        group = QActionGroup(self)
        for code, name in (("en", "English"), ("ja", "日本語")):
            entry = QAction(name, group)
            entry.setCheckable(True)
            entry.setChecked(code == "en")
            entry.triggered.connect(lambda _checked, code=code: switch_language(code))
            menu.addAction(entry)

    def closeEvent(self, event: QCloseEvent) -> None:
        if not self._desk.jobs.running or self._sure_to_close():
            self._clock.stop()
            self._desk.jobs.close()
            event.accept()
        else:
            event.ignore()

    def _sure_to_close(self) -> bool:
        busy = [job for job in self._desk.jobs.running if job.subject]
        if not busy:
            return True
        names = ", ".join(sorted({job.subject for job in busy}))
        answer = QMessageBox.question(
            self,
            str(text("Close Kumonote?")),
            str(
                text(
                    "Work on {names} is under way. Azure finishes what it has begun; the rest "
                    "goes on when you open Kumonote again and press Continue.",
                    names=names,
                )
            ),
            QMessageBox.StandardButton.Close | QMessageBox.StandardButton.Cancel,
            QMessageBox.StandardButton.Cancel,
        )
        return answer == QMessageBox.StandardButton.Close


def _list(space: Workspace, _emit: Emit, cancel: CancelToken) -> tuple[Server, ...]:
    from app.operations.listing import list_servers

    return list_servers(space, cancel)


def _start(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.start import start

    return start(space, name, emit, cancel)


def _stop(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.stop import stop

    return stop(space, name, emit, cancel)


def _restart(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.restart import restart

    return restart(space, name, emit, cancel)


def _repair(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.repair import repair

    return repair(space, name, emit, cancel)


def _delete(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
    from app.operations.delete import delete

    return delete(space, name, emit, cancel)
