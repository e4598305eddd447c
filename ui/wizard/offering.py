"""What the cloud offers in the region that is chosen, asked for as often as that changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue import Catalogue, Prices
from app.engine.cancel import CancelToken
from app.text import text
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.jobs import Job

if TYPE_CHECKING:
    from app.operations.workspace import Workspace


class Offering(QObject):
    """`found` carries what the answers lacked, as `Answers`, and the `Catalogue`."""

    found = Signal(object, object)
    failed = Signal(object)
    """A `Problem`."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = Answers()
        self._job: Job | None = None
        self.catalogue: Catalogue | None = None
        self.hosts = ""
        """The domain below which servers get their names."""

    def ask(self, answers: Answers) -> None:
        """Ask for what `answers` lack and for what there is in their region."""
        self._wanted = answers
        if self._job is not None:
            return
        job = self._desk.start(
            text("Asking what is on offer…"),
            lambda space, _emit, cancel: _look_up(space, answers, cancel),
        )
        self._job = job
        job.done.connect(self._found)
        job.failed.connect(self.failed)
        job.ended.connect(self._ended)

    def follow(self, answers: Answers) -> None:
        """Ask again if the region is another one: sizes and prices are the region's."""
        self._wanted = answers
        if self.catalogue is not None and self.catalogue.region != answers.system.region:
            self.ask(answers)

    def prices(self, answers: Answers) -> Prices | None:
        """What the server of `answers` costs; None as long as nobody knows."""
        offered, system = self.catalogue, answers.system
        if offered is None or offered.region != system.region:
            return None
        return offered.prices.get((system.size, system.kind))

    def _found(self, found: tuple[Answers, Catalogue, str]) -> None:
        completed, self.catalogue, self.hosts = found
        self.found.emit(completed, self.catalogue)

    def _ended(self) -> None:
        self._job = None
        self.follow(self._wanted)  # chosen meanwhile


def _look_up(
    space: Workspace, answers: Answers, cancel: CancelToken
) -> tuple[Answers, Catalogue, str]:
    from app.operations.offers import look_up
    from app.operations.preparing import completed

    catalogue = look_up(space, answers.system.region, cancel)
    return completed(space, answers, cancel), catalogue, space.session.endpoints.hosts
