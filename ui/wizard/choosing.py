"""What the System page asks for beside its fields: the whole list, a fresh look, the terms."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QObject, Signal

from app.catalogue import Catalogue
from app.nearness import proposed_region
from app.settings import load, save
from app.settings_errors import SettingsError
from app.wizard.answers import Answers, SystemAnswers
from ui.desk import Desk
from ui.dialogs.sizes import SizesDialog
from ui.dialogs.terms import TermsToAccept
from ui.wizard.offering import Offering
from ui.wizard.window import WizardWindow

_LOG = logging.getLogger(__name__)


class Choosing(QObject):
    """Stands between the System page of `window` and the `offering`."""

    repriced = Signal()
    """A month is reckoned otherwise now, or more prices are known."""

    def __init__(
        self, desk: Desk, window: WizardWindow, offering: Offering, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window
        self._offering = offering
        page = window.system_page
        page.list_asked.connect(self.show_list)
        page.refresh_asked.connect(self._refresh)
        page.terms_asked.connect(self.show_terms)
        page.use_changed.connect(self._use)
        offering.busy.connect(page.show_busy)
        offering.known.connect(self._know)
        self._proposes = window.answers.system.region == SystemAnswers().region
        offering.found.connect(self._propose_region)

    def show_list(self) -> SizesDialog | None:
        """Open the whole list; None while nobody knows it."""
        offers, system = self._offering.catalogue, self._window.answers.system
        if offers is None or offers.region != system.region:
            return None
        dialog = SizesDialog(offers, system.kind, system.size, self._window)
        dialog.prices_wanted.connect(self._offering.price)
        self._offering.known.connect(dialog.show_offers)
        dialog.accepted.connect(lambda: self._window.system_page.choose_size(dialog.chosen))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
        return dialog

    def show_terms(self) -> None:
        """Have the terms of the chosen system read and accepted."""
        system, page = self._window.answers.system, self._window.system_page
        terms = TermsToAccept(self._desk, system.kind.value, system.region, self._window)
        terms.settled.connect(page.thank_for_terms)
        terms.failed.connect(page.problem.show_problem)
        terms.ask()

    def _propose_region(self, _completed: Answers, offers: Catalogue) -> None:
        """Begin with the nearest region, unless the user has chosen one by now."""
        answers = self._window.answers
        chosen = answers.system.region != SystemAnswers().region
        if not self._proposes or chosen:
            return
        self._proposes = False
        zone = answers.schedule.time_zone
        region = proposed_region(offers.regions, answers.system.region, zone)
        if region != answers.system.region and self._window.here in ("account", "system"):
            system = replace(answers.system, region=region)
            self._window.set_answers(replace(answers, system=system))
            self._offering.follow(self._window.answers)

    def _refresh(self) -> None:
        self._window.system_page.problem.clear()
        self._offering.ask(self._window.answers)

    def _know(self, offers: Catalogue) -> None:
        self._window.system_page.show_use(self._offering.hours_a_day)
        if offers.region == self._window.answers.system.region:
            self._window.show_offers(offers, self._offering.hosts)
        self.repriced.emit()

    def _use(self, hours_a_day: int) -> None:
        """Reckon with it from now on, and remember it."""
        self._offering.hours_a_day = hours_a_day
        self.repriced.emit()
        path = self._desk.paths.settings
        try:
            settings = load(path, {})  # what the environment puts on top is not written down
            prices = settings.prices.model_copy(update={"hours_a_day": hours_a_day})
            save(settings.model_copy(update={"prices": prices}), path)
        except (SettingsError, OSError) as error:
            _LOG.info("the hours of use are not remembered: %s", type(error).__name__)
