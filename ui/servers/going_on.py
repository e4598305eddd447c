"""Finishes a creation that was interrupted, or changes a password: what may need a secret."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.secret import Secret
from app.server import Server
from app.text import text
from ui.desk import Desk
from ui.jobs import Job
from ui.servers.states import Ask

if TYPE_CHECKING:
    from app.operations.workspace import Workspace
    from ui.dialogs.secrets import PassphraseDialog, PasswordDialog


class GoingOn(QObject):
    """As `Ask.KEEP_MACHINE` it takes a machine that the cloud calls failed as it is; as
    `Ask.NEW_LOGIN` it gives a finished server another password.

    `begun` carries each `Job` that tries it: another one follows a secret that was missing.

    `failed` carries the `Problem`, the `Ask` and the `Server`. A user who gives no secret ends
    it without a word.
    """

    begun = Signal(object)
    failed = Signal(object, object, object)

    def __init__(self, desk: Desk, asked: Ask, server: Server, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._asked = asked
        self._server = server
        self._window = window
        self._password: Secret | None = None
        self._passphrase: Secret | None = None
        self._dialog: PasswordDialog | PassphraseDialog | None = None

    def start(self) -> None:
        name = self._server.name
        password, passphrase = self._password, self._passphrase
        keep, change = self._asked is Ask.KEEP_MACHINE, self._asked is Ask.NEW_LOGIN

        def work(space: Workspace, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.change_password import change_password
            from app.operations.given_secrets import GivenSecrets
            from app.operations.resume import resume

            given = GivenSecrets(password, passphrase)
            if change:
                return change_password(space, name, given, emit, cancel)
            return resume(space, name, given, emit, cancel, keep_failed_machine=keep)

        title = text("Changing the password…") if change else text("Being finished…")
        job = self._desk.start(title, work, subject=name)
        job.ended.connect(self._ended)
        self.begun.emit(job)

    def _ended(self, job: Job) -> None:
        from app.operations.given_secrets import Missing
        from ui.dialogs.secrets import NewPasswordDialog, PassphraseDialog, PasswordDialog

        problem = job.problem
        if problem is None:
            self._leave()
        elif problem.code == Missing.NOTEBOOK:
            kind = NewPasswordDialog if self._asked is Ask.NEW_LOGIN else PasswordDialog
            self._ask(kind(self._server.name, self._window))
        elif problem.code == Missing.CERTIFICATE_KEY:
            self._ask(PassphraseDialog(problem, self._window))
        else:
            self.failed.emit(problem, self._asked, self._server)
            self._leave()

    def _ask(self, dialog: PasswordDialog | PassphraseDialog) -> None:
        self._dialog = dialog
        dialog.finished.connect(self._answered)
        dialog.open()

    def _answered(self, result: int) -> None:
        from ui.dialogs.secrets import PasswordDialog

        dialog, self._dialog = self._dialog, None
        if dialog is None:
            return
        if isinstance(dialog, PasswordDialog):
            self._password = dialog.take()
        else:
            self._passphrase = dialog.take()
        dialog.deleteLater()
        if result == QDialog.DialogCode.Accepted and not self._desk.busy_with(self._server.name):
            self.start()
        else:
            self._leave()

    def _leave(self) -> None:
        self._password = self._passphrase = None
        self.deleteLater()
