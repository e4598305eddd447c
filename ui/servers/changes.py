"""Changes of a server that are chosen in a dialog: size, daily stop, certificate, Remote Desktop.

What can be chosen is asked of the cloud first, in a job, where that is to be known; then the
dialog opens. `chosen`
carries an `Operation` that makes the change, `failed` a `Problem`; both also what was asked
and the `Server`. A user who chooses nothing ends it without either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit, Outcome
from app.secret import Secret
from app.server import Server
from app.text import text
from ui.desk import Desk
from ui.jobs import Job
from ui.servers.operations import Operation
from ui.servers.states import Ask

if TYPE_CHECKING:
    from app.operations.daily_stop import DailyStop
    from app.operations.remote_desktop import RemoteDesktop
    from app.operations.resize import Resizing
    from app.operations.workspace import Workspace
    from app.wizard.answers import CertificateAnswers


class Change(QObject):
    chosen = Signal(object, object, object)
    failed = Signal(object, object, object)

    def __init__(self, desk: Desk, asked: Ask, server: Server, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._asked = asked
        self._server = server
        self._window = window

    def ask(self) -> None:
        """Find out what can be chosen, and open the dialog."""
        raise NotImplementedError

    def _ended(self, job: Job) -> None:
        if job.problem is not None:
            self.failed.emit(job.problem, self._asked, self._server)
        if job.outcome is not Outcome.DONE:
            self.deleteLater()

    def _open(self, dialog: QDialog) -> None:
        """A window of its own: the bridge goes on delivering while it is open."""
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.finished.connect(self.deleteLater)
        dialog.open()

    def _make(self, change: Operation) -> None:
        self.chosen.emit(change, self._asked, self._server)


class SizeChange(Change):
    def ask(self) -> None:
        name = self._server.name

        def look(space: Workspace, _emit: Emit, cancel: CancelToken) -> Resizing:
            from app.operations.resize import look_up_sizes

            return look_up_sizes(space, name, cancel)

        job = self._desk.start(text("Asking for sizes…"), look)
        job.done.connect(self._choose)
        job.ended.connect(self._ended)

    def _choose(self, resizing: Resizing) -> None:
        from ui.dialogs.resize import ResizeDialog

        dialog = ResizeDialog(resizing, self._window)
        dialog.agreed.connect(self._resize)
        self._open(dialog)

    def _resize(self, size: str) -> None:
        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.resize import resize

            return resize(space, name, size, emit, cancel)

        self._make(change)


class DailyStopChange(Change):
    def ask(self) -> None:
        name = self._server.name

        def look(space: Workspace, _emit: Emit, cancel: CancelToken) -> DailyStop:
            from app.operations.daily_stop import look_up_daily_stop

            return look_up_daily_stop(space, name, cancel)

        job = self._desk.start(text("Asking for the daily stop…"), look)
        job.done.connect(self._choose)
        job.ended.connect(self._ended)

    def _choose(self, now: DailyStop) -> None:
        from ui.dialogs.daily_stop import DailyStopDialog

        dialog = DailyStopDialog(self._server.name, now, self._window)
        dialog.agreed.connect(self._set)
        self._open(dialog)

    def _set(self, time: str, zone: str) -> None:
        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.daily_stop import set_daily_stop

            return set_daily_stop(space, name, time, zone, emit, cancel)

        self._make(change)


class CertificateChange(Change):
    def ask(self) -> None:
        from ui.dialogs.new_certificate import NewCertificateDialog

        dialog = NewCertificateDialog(self._server, self._window)
        dialog.agreed.connect(self._set)
        self._open(dialog)

    def _set(self, chosen: CertificateAnswers, passphrase: Secret | None) -> None:
        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.change_certificate import change_certificate
            from app.operations.given_secrets import GivenSecrets

            given = GivenSecrets(certificate_passphrase=passphrase)
            return change_certificate(space, name, chosen, given, emit, cancel)

        self._make(change)


class RemoteDesktopChange(Change):
    def ask(self) -> None:
        name = self._server.name

        def look(space: Workspace, _emit: Emit, cancel: CancelToken) -> RemoteDesktop:
            from app.operations.remote_desktop import look_up_remote_desktop

            return look_up_remote_desktop(space, name, cancel)

        job = self._desk.start(text("Asking who may connect…"), look)
        job.done.connect(self._choose)
        job.ended.connect(self._ended)

    def _choose(self, found: RemoteDesktop) -> None:
        from ui.dialogs.remote_desktop import RemoteDesktopDialog

        dialog = RemoteDesktopDialog(found, self._window)
        dialog.agreed.connect(self._set)
        self._open(dialog)

    def _set(self, opened: bool) -> None:
        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations import remote_desktop as core

            act = core.open_remote_desktop if opened else core.close_remote_desktop
            return act(space, name, emit, cancel)

        self._make(change)
