"""Shows the welcome page, once before everything else and later on request, and leads on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.at_start import PRACTICE, looks_for_updates, never_used
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.text import text
from ui.front import bring_to_front
from ui.jobs import Jobs
from ui.one_copy import Wish
from ui.welcome.window import WelcomeWindow
from ui.widgets.language import switch_language

if TYPE_CHECKING:
    from app.operations.usual_price import UsualPrice


class Arrival(QObject):
    """`led_on` carries the `Wish` to fulfil, `decided` what is to be kept in the settings.

    Nothing is kept of a first page that was closed: it comes again at the next start.
    """

    led_on = Signal(object, str)
    """A `Wish`, and the cloud that was chosen; empty where it is to be decided later."""
    decided = Signal(dict)
    """Names and values of settings."""

    def __init__(
        self, paths: Paths, jobs: Jobs, parent: QObject | None = None, *, updates: bool = False
    ) -> None:
        super().__init__(parent)
        self._paths = paths
        self._jobs = jobs
        self._updates = updates
        self._first = False
        self._wish = Wish(practice=False)
        self._settings: dict[str, object] = {}
        self.window: WelcomeWindow | None = None

    def comes_before(self, wish: Wish) -> bool:
        """Whether the page is shown first; then `led_on` follows when it has been left.

        Who says that it is to be practice has chosen already, and knows of it.
        """
        waits = self.window is not None and self._first
        if wish.practice or not (waits or never_used(self._paths)):
            return False
        self._first = True
        if wish.plan is not None or not waits:
            self._wish = wish  # a plan file is not forgotten for a second double-click
        self.show()
        return True

    def show(self) -> None:
        """Bring the page to the front."""
        if self.window is None:
            self._settings = {}
            self.window = WelcomeWindow(updates=self._updates)
            self.window.look.setChecked(looks_for_updates(self._paths))
            self.window.look.toggled.connect(self._agree)
            self.window.language_asked.connect(self._speak)
            self.window.chosen.connect(self._choose)
            self.window.put_off.connect(self._put_off)
            self.window.closed.connect(self._closed)
            self.window.costs.asked.connect(self._ask_prices)
            if not self._first:
                self._show_kept_prices()
        if self._wish.plan is not None:
            self.window.show_plan(self._wish.plan)
        bring_to_front(self.window)

    def close(self) -> None:
        """Without a decision."""
        if self.window is not None:
            self.window.close()

    def _speak(self, language: str) -> None:
        switch_language(language)
        self._settings["language"] = language

    def _agree(self, agreed: bool) -> None:
        self._settings["updates"] = {"look": agreed}

    def _choose(self, cloud: str) -> None:
        self._settings["start"] = cloud
        self._end(cloud)

    def _put_off(self) -> None:
        self._end("")

    def _end(self, cloud: str) -> None:
        first, wish, settings = self._first, self._wish, self._settings
        # the next window first: the application ends with its last one
        if first or cloud:
            self.led_on.emit(Wish(cloud == PRACTICE, wish.plan), cloud)
        if first or settings:
            self.decided.emit(settings)
        self._settings = {}
        self.close()

    def _closed(self) -> None:
        if self._settings and not self._first:
            self.decided.emit(self._settings)
        if self.window is not None:
            self.window.deleteLater()
        self.window = None
        self._first = False
        self._wish = Wish(practice=False)

    def _show_kept_prices(self) -> None:
        def look(_emit: Emit, _cancel: CancelToken) -> UsualPrice | None:
            from app.operations.usual_price import kept_usual_price

            return kept_usual_price(self._paths)

        job = self._jobs.start(text("Asking for prices…"), look)
        job.done.connect(self._show_price)

    def _ask_prices(self) -> None:
        def ask(_emit: Emit, cancel: CancelToken) -> UsualPrice:
            from app.operations.usual_price import ask_usual_price

            return ask_usual_price(self._paths, cancel)

        job = self._jobs.start(text("Asking for prices…"), ask)
        job.done.connect(self._show_price)
        if self.window is not None:
            job.failed.connect(self.window.costs.show_problem)

    def _show_price(self, found: UsualPrice | None) -> None:
        if self.window is not None and found is not None:
            self.window.costs.show_price(found)
