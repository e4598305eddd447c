"""Changes of a server that are chosen in a dialog: its size, its daily stop.

What can be chosen is asked of the cloud first, in a job; then the dialog opens. `chosen`
carries an `Operation` that makes the change, `failed` a `Problem`; a user who chooses nothing
ends it without either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QWidget

from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.problems import Problem
from app.server import Server
from app.text import text
from ui.desk import Desk

if TYPE_CHECKING:
    from app.operations.daily_stop import DailyStop
    from app.operations.resize import Resizing
    from app.operations.workspace import Workspace


class _Change(QObject):
    chosen = Signal(object)
    failed = Signal(object)

    def __init__(self, desk: Desk, server: Server, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._server = server
        self._window = window

    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)


class SizeChange(_Change):
    def ask(self) -> None:
        name = self._server.name

        def look(space: Workspace, _emit: Emit, cancel: CancelToken) -> Resizing:
            from app.operations.resize import look_up_sizes

            return look_up_sizes(space, name, cancel)

        job = self._desk.start(text("Asking for sizes…"), look)
        job.done.connect(self._choose)
        job.failed.connect(self._fail)

    def _choose(self, resizing: Resizing) -> None:
        from ui.dialogs.resize import ResizeDialog

        dialog = ResizeDialog(resizing, self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        size = dialog.chosen
        dialog.deleteLater()
        if not accepted:
            return

        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.resize import resize

            return resize(space, name, size, emit, cancel)

        self.chosen.emit(change)


class DailyStopChange(_Change):
    def ask(self) -> None:
        name = self._server.name

        def look(space: Workspace, _emit: Emit, cancel: CancelToken) -> DailyStop:
            from app.operations.daily_stop import look_up_daily_stop

            return look_up_daily_stop(space, name, cancel)

        job = self._desk.start(text("Asking for the daily stop…"), look)
        job.done.connect(self._choose)
        job.failed.connect(self._fail)

    def _choose(self, now: DailyStop) -> None:
        from ui.dialogs.daily_stop import DailyStopDialog

        dialog = DailyStopDialog(self._server.name, now, self._window)
        accepted = dialog.exec() == QDialog.DialogCode.Accepted
        time, zone = dialog.time, dialog.time_zone
        dialog.deleteLater()
        if not accepted:
            return

        def change(space: Workspace, name: str, emit: Emit, cancel: CancelToken) -> object:
            from app.operations.daily_stop import set_daily_stop

            return set_daily_stop(space, name, time, zone, emit, cancel)

        self.chosen.emit(change)
