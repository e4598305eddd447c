"""Looks for a newer version in the background, where the user agreed, and tells the windows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.at_start import looks_for_updates
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.text import text
from ui.jobs import Jobs
from ui.servers.update_notice import UpdateNotice

if TYPE_CHECKING:
    from app.updates import Release


class Updates(QObject):
    """Silent without an `address`, without the user's consent, and while all is up to date."""

    looked = Signal()
    """The publisher has been asked, or it was not time for it."""
    found = Signal(str)
    """The number of the newer version."""
    settled = Signal()
    """The user has said what to do about it."""

    def __init__(
        self, paths: Paths, jobs: Jobs, address: str, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._paths = paths
        self._jobs = jobs
        self._address = address
        self._release: Release | None = None

    @property
    def can_look(self) -> bool:
        """Whether there is anybody to ask."""
        return bool(self._address)

    def look(self) -> None:
        """Ask, if it is wanted and time for it."""
        if not self.can_look or not looks_for_updates(self._paths):
            return  # before anything slow is imported

        def ask(_emit: Emit, cancel: CancelToken) -> Release | None:
            from app.operations.update_look_up import look_for_update

            return look_for_update(self._paths, self._address, cancel)

        job = self._jobs.start(text("Looking for a newer version…"), ask)
        job.done.connect(self._tell)
        job.ended.connect(self.looked)

    def show_in(self, notice: UpdateNotice) -> None:
        """Have `notice` show what is found, and do what is pressed there."""
        self.found.connect(notice.show_version)
        self.settled.connect(notice.hide)
        notice.page_asked.connect(self._open_page)
        notice.put_off.connect(self._settle)
        notice.skipped.connect(self._skip)
        if self._release is not None:
            notice.show_version(self._release.version)

    def _tell(self, release: Release | None) -> None:
        if release is not None:
            self._release = release
            self.found.emit(release.version)

    def _open_page(self) -> None:
        if self._release is not None:
            page = QUrl(self._release.page, QUrl.ParsingMode.StrictMode)
            if page.scheme() == "https":  # as Qt reads it, too
                QDesktopServices.openUrl(page)
        self._settle()

    def _skip(self) -> None:
        release = self._release
        self._settle()
        if release is not None:
            from app.updates import UpdateRecord

            UpdateRecord(self._paths.updates).note(skipped=release.version)

    def _settle(self) -> None:
        self._release = None
        self.settled.emit()
