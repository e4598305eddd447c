"""What the cloud offers in the region that is chosen: as kept at first, then asked anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.catalogue import Catalogue, Prices
from app.engine.cancel import CancelToken
from app.money import HOURS_A_DAY
from app.text import text
from app.wizard.answers import Answers
from ui.desk import Desk
from ui.jobs import Job

if TYPE_CHECKING:
    from app.operations.workspace import Workspace
    from app.paths import Paths


class Offering(QObject):
    """`found` carries what the answers lacked, as `Answers`, and the `Catalogue`."""

    found = Signal(object, object)
    known = Signal(object)
    """A `Catalogue`: as it was kept, or with more prices than before."""
    failed = Signal(object)
    """A `Problem`."""
    busy = Signal(bool)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._wanted = Answers()
        self._asked = ""
        self._job: Job | None = None
        self._pricing: Job | None = None
        self._priced: set[str] = set()
        self.catalogue: Catalogue | None = None
        self.hosts = ""
        """The domain below which servers get their names."""
        self.hours_a_day = HOURS_A_DAY
        """Of use, for reckoning a month: the settings say."""

    def ask(self, answers: Answers) -> None:
        """Ask for what `answers` lack and for what there is in their region."""
        self._wanted = answers
        if self._job is not None:
            return
        self._asked = answers.system.region
        self._priced.clear()
        self._recall(answers)
        job = self._desk.start(
            text("Asking what is on offer…"),
            lambda space, _emit, cancel: _look_up(space, answers, cancel),
        )
        self._job = job
        self.busy.emit(True)
        job.done.connect(self._found)
        job.failed.connect(self.failed)
        job.ended.connect(self._ended)

    def follow(self, answers: Answers) -> None:
        """Ask again if the region is another one: sizes and prices are the region's."""
        self._wanted = answers
        if self.catalogue is None:
            return
        if self.catalogue.region != answers.system.region:
            self.ask(answers)
        elif self.prices(answers) is None:
            self.price([answers.system.size])

    def prices(self, answers: Answers) -> Prices | None:
        """What the server of `answers` costs; None as long as nobody knows."""
        offered, system = self.catalogue, answers.system
        if offered is None or offered.region != system.region:
            return None
        return offered.prices.get((system.size, system.kind))

    def price(self, sizes: Iterable[str]) -> None:
        """Look up what `sizes` cost, unless that is under way or was in vain before."""
        offers = self.catalogue
        names = [size for size in sizes if size not in self._priced]
        if offers is None or self._pricing is not None or not names:
            return
        self._priced.update(names)
        job = self._desk.start(
            text("Asking what is on offer…"),
            lambda space, _emit, cancel: _priced(space, offers, names, cancel),
        )
        self._pricing = job
        job.done.connect(self._learn_prices)
        job.ended.connect(self._pricing_ended)

    def _recall(self, answers: Answers) -> None:
        """Show meanwhile what is kept: that needs neither the network nor a sign-in."""
        offers, paths, practice = self.catalogue, self._desk.paths, self._desk.practice
        if offers is not None and offers.region == answers.system.region:
            return
        job = self._desk.jobs.start(
            text("Asking what is on offer…"),
            lambda _emit, _cancel: _recalled(paths, practice, answers),
        )
        job.done.connect(self._recalled)

    def _recalled(self, found: tuple[Catalogue | None, int]) -> None:
        kept, self.hours_a_day = found
        known = self.catalogue
        region = self._wanted.system.region
        if kept is not None and kept.region == region and (known is None or known.region != region):
            self.catalogue = kept
            self.known.emit(kept)

    def _learn_prices(self, priced: Catalogue) -> None:
        offers = self.catalogue
        if offers is not None and offers.region == priced.region:
            self.catalogue = replace(offers, prices={**offers.prices, **priced.prices})
            self.known.emit(self.catalogue)

    def _pricing_ended(self) -> None:
        self._pricing = None
        self.follow(self._wanted)  # chosen meanwhile

    def _found(self, found: tuple[Answers, Catalogue, str]) -> None:
        completed, self.catalogue, self.hosts = found
        self.found.emit(completed, self.catalogue)

    def _ended(self) -> None:
        self._job = None
        self.busy.emit(False)
        if self._wanted.system.region != self._asked:
            self.ask(self._wanted)  # chosen meanwhile
        elif self.catalogue is not None and self.catalogue.region == self._asked:
            self.follow(self._wanted)


def _look_up(
    space: Workspace, answers: Answers, cancel: CancelToken
) -> tuple[Answers, Catalogue, str]:
    from app.operations.offers import look_up
    from app.operations.preparing import completed
    from app.password import warm_up

    warm_up()  # the page of the password must not wait for its word lists
    system = answers.system
    catalogue = look_up(space, system.region, cancel, size=system.size)
    return completed(space, answers, cancel), catalogue, space.session.endpoints.hosts


def _priced(
    space: Workspace, offers: Catalogue, sizes: list[str], cancel: CancelToken
) -> Catalogue:
    from app.operations.offers import price

    return price(space, offers, sizes, cancel)


def _recalled(paths: Paths, practice: bool, answers: Answers) -> tuple[Catalogue | None, int]:
    from app.operations.offers import currency_for, kept_offers
    from app.settings import load

    settings = load(paths.settings)
    kept = kept_offers(paths, settings, practice=practice)
    found = kept.read(answers.subscription, answers.system.region, currency_for(settings))
    return found, settings.prices.hours_a_day
