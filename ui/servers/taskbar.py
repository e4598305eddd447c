"""How far work is, where the window cannot be seen: in the taskbar or dock.

The title carries the share that is done, which every taskbar shows; the badge of the
application counts the servers that are worked on, where Qt can set one; and on Linux the
bar that docks draw over an icon (Ubuntu's, KDE's, Plank) gets the share over D-Bus.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication

from ui.desk import Desk
from ui.jobs import Job

_INTERFACE: Final = "com.canonical.Unity.LauncherEntry"
_PATH: Final = "/io/kumonote/launcher"
_APPLICATION: Final = "application://org.kumonote.Kumonote.desktop"


class Taskbar(QObject):
    """Follows all work of a desk. `show_share` gets the whole percent, or None without work."""

    def __init__(
        self, desk: Desk, show_share: Callable[[int | None], object], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._show_share = show_share
        self._shown: int | None = None
        desk.began.connect(self._watch)

    def _watch(self, job: Job) -> None:
        job.told.connect(self._show)
        job.ended.connect(self._show)
        self._show()

    def _show(self) -> None:
        jobs = [job for job in self._desk.jobs.running if job.subject]
        count = len(jobs)
        share = round(100 * sum(job.fraction for job in jobs) / count) if jobs else None
        if share == self._shown:
            return
        self._shown = share
        application = QGuiApplication.instance()
        if isinstance(application, QGuiApplication):
            application.setBadgeNumber(count)
        self._show_share(share)
        if sys.platform == "linux" and os.environ.get("DBUS_SESSION_BUS_ADDRESS"):
            _tell_docks(share)


def _tell_docks(share: int | None) -> None:
    """The signal of Unity's launcher API, which other docks listen to as well."""
    from PySide6.QtDBus import QDBusConnection, QDBusMessage  # only where there is a bus

    message = QDBusMessage.createSignal(_PATH, _INTERFACE, "Update")
    state = {"progress": (share or 0) / 100, "progress-visible": share is not None}
    message.setArguments([_APPLICATION, state])
    QDBusConnection.sessionBus().send(message)
