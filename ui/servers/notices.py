"""Tells somebody who is looking elsewhere that work on a server has ended."""

from __future__ import annotations

import shutil

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QApplication, QSystemTrayIcon, QWidget

from app.engine.events import Outcome
from app.text import Text, text
from ui.desk import Desk
from ui.icons import icon_path
from ui.jobs import Job


class Notices(QObject):
    """A mark in the taskbar or dock and, where the desktop has a place for it, a message.

    Work that the user cancelled, and work that ends before their eyes, is told to nobody.
    """

    def __init__(self, desk: Desk, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._tray: QSystemTrayIcon | None = None
        desk.began.connect(self._watch)

    def _watch(self, job: Job) -> None:
        job.ended.connect(self._ended)

    def _ended(self, job: Job) -> None:
        name = job.subject
        if job.problem is not None:
            self._tell(text("{name}: {problem}", name=name, problem=job.problem.message))
        elif job.outcome is Outcome.DONE:
            self._tell(text("{name}: finished.", name=name))

    def _tell(self, words: Text) -> None:
        if QApplication.activeWindow() is not None:
            return
        QApplication.alert(self._window)
        if QSystemTrayIcon.isSystemTrayAvailable() and QSystemTrayIcon.supportsMessages():
            self._tell_in_tray(words)
        elif program := shutil.which("notify-send"):  # desktops without a tray, such as GNOME
            self._tell_with(program, words)

    def _tell_in_tray(self, words: Text) -> None:
        if self._tray is None:
            self._tray = QSystemTrayIcon(self._window.windowIcon(), self)
            self._tray.activated.connect(self._come_forward)
            self._tray.messageClicked.connect(self._come_forward)
        self._tray.show()
        self._tray.showMessage("Kumonote", str(words))

    @staticmethod
    def _tell_with(program: str, words: Text) -> None:
        icon = str(icon_path("kumonote"))
        QProcess.startDetached(
            program, ["--app-name=Kumonote", f"--icon={icon}", "--", "Kumonote", str(words)]
        )

    def _come_forward(self) -> None:
        self._window.raise_()
        self._window.activateWindow()
        if self._tray is not None:
            self._tray.hide()
