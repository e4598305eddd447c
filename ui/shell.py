"""The application around its windows: language, colours, settings, help, what goes wrong."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from app.at_start import chosen_language, starts_in_practice
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.text import text
from ui.desk import Desk
from ui.dialogs.problem import ProblemDialog
from ui.front import bring_to_front
from ui.jobs import Jobs
from ui.mishaps import Mishaps
from ui.one_copy import Wish
from ui.servers.main_window import MainWindow
from ui.theme import Theme, style_sheet, theme_for
from ui.updates import Updates
from ui.welcome.arrival import Arrival
from ui.widgets.language import language_of_system, switch_language

if TYPE_CHECKING:
    from app.wizard.answers import Answers
    from ui.dialogs.help import HelpWindow

_logger = logging.getLogger(__name__)


class Shell(QObject):
    """Owns a window for each cloud, at most two."""

    def __init__(self, application: QApplication, paths: Paths, update_address: str = "") -> None:
        super().__init__(application)
        self._application = application
        self._paths = paths
        self._theme: Theme | None = None
        self._desks: dict[bool, Desk] = {}
        self.settled: Callable[[], object] = lambda: None
        """Called when everything that is slow to import is there."""
        self._left: list[Desk] = []
        self._help: HelpWindow | None = None
        self.windows: dict[bool, MainWindow] = {}
        self.mishaps = Mishaps(self)
        self.mishaps.happened.connect(self.show_mishap)
        self._jobs = Jobs(self._explain, self)
        """About no cloud of anybody's."""
        self.updates = Updates(paths, self._jobs, update_address, self)
        self.arrival = Arrival(paths, self._jobs, self, updates=self.updates.can_look)
        self.arrival.led_on.connect(self._lead_on)
        self.arrival.decided.connect(self._remember)
        switch_language(chosen_language(paths) or language_of_system(application))
        self._follow_palette()

    def open(self, *, practice: bool) -> MainWindow:
        """Show the window of Azure or of the practice cloud."""
        window = self.windows.get(practice)
        if window is None:
            desk = Desk(self._paths, practice=practice, parent=self)
            desk.settled = self.settled
            self._desks[practice] = desk
            window = MainWindow(desk)
            self.windows[practice] = window
            window.practice_asked.connect(lambda: self.open(practice=True))
            window.other_cloud_asked.connect(lambda a: self.open(practice=not practice).begin(a))
            window.menus.azure_asked.connect(lambda: self.open(practice=False))
            window.menus.language_asked.connect(self.choose_language)
            window.menus.welcome_asked.connect(self.arrival.show)
            window.menus.check_asked.connect(lambda: self._check_computer(practice))
            window.menus.settings_asked.connect(lambda: self._ask_settings(practice))
            window.menus.about_asked.connect(lambda: self._tell_about(practice))
            window.help_asked.connect(self.show_help)
            window.palette_changed.connect(self._follow_palette)
            window.closed.connect(lambda: self._forget(practice))
            self.updates.show_in(window.servers.update_notice)
            QTimer.singleShot(0, self.updates.look)  # once the window stands
        bring_to_front(window)
        return window

    def fulfil(self, wish: Wish) -> None:
        """Do what this copy of the program, or one that came later, was started for."""
        if self.arrival.comes_before(wish):
            return
        practice = wish.practice or starts_in_practice(self._paths)
        if wish.plan is not None:
            self.open_plan(wish.plan, practice=practice)
        elif wish.practice or not self.windows:
            self.open(practice=practice)
        else:
            for opened in tuple(self.windows):
                self.open(practice=opened)

    def open_plan(self, file: Path, *, practice: bool) -> MainWindow:
        """Show the wizard with the answers of the plan file `file`, or what is wrong with it."""

        def read(_emit: Emit, _cancel: CancelToken) -> Answers:
            from app.operations.plan_reading import open_plan

            return open_plan(file)

        window = self.open(practice=practice)
        job = self._desks[practice].jobs.start(text("Opening the plan file…"), read)
        # queued: what it may ask must not hold up the signals of other jobs
        job.done.connect(window.begin, Qt.ConnectionType.QueuedConnection)
        job.failed.connect(self._show_apart)
        return window

    def choose_language(self, language: str) -> None:
        """Switch at once, and remember it."""
        switch_language(language)
        self._remember({"language": language})

    def show_help(self, section: str) -> None:
        """Open the manual at the section `section`."""
        if self._help is None:
            from ui.dialogs.help import HelpWindow

            self._help = HelpWindow()
        self._help.open_at(section)

    def show_mishap(self, error: Exception) -> None:
        """Put an exception that nobody caught into words, where the user looks."""
        _logger.error("nobody caught this", exc_info=error)
        self._show(error)

    def close(self) -> None:
        """Stop all work and wait for it, so that nothing is cut off in the middle."""
        if self._help is not None:
            self._help.close()
        self.arrival.close()
        self._jobs.close()
        for desk in (*self._desks.values(), *self._left):
            desk.close()
        self._desks.clear()
        self._left.clear()

    def _lead_on(self, wish: Wish, cloud: str) -> None:
        """From the welcome page straight to what was chosen there."""
        if wish.plan is not None:
            self.open_plan(wish.plan, practice=wish.practice)
            return
        first = not self.windows
        window = self.open(practice=wish.practice)
        if cloud and not wish.practice:
            window.show_account()
        elif cloud and first:
            window.begin()

    def _remember(self, changed: dict[str, object]) -> None:
        """Keep some settings, the others as they are."""
        from app.settings import Settings, load, save

        try:
            settings = load(self._paths.settings, {})
        except ProblemError as error:
            self._show(error)  # a file that cannot be read is not overwritten
            return
        known = Settings.model_validate({**settings.model_dump(), **changed})
        save(known, self._paths.settings)
        self.updates.look()

    def _explain(self, error: BaseException) -> Problem:
        from app.operations.explain import explain

        return explain(error, self._paths)

    def _follow_palette(self) -> None:
        """Light or dark, as the platform's palette is now."""
        theme = theme_for(self._application.palette())
        if theme is not self._theme:
            self._theme = theme
            self._application.setStyleSheet(style_sheet(theme))

    def _show(self, error: Exception) -> None:
        """In the servers window, or in front of another window if the user is in that one."""
        if not self.windows:
            sys.__excepthook__(type(error), error, error.__traceback__)
            return

        def fail(_emit: Emit, _cancel: CancelToken) -> None:
            raise error

        desk = self._desks[next(iter(self.windows))]
        job = desk.jobs.start(text("Writing a report…"), fail)
        job.failed.connect(self._show_problem)

    def _show_problem(self, problem: Problem) -> None:
        window = next(iter(self.windows.values()), None)
        here = QApplication.activeModalWidget() or QApplication.activeWindow() or window
        if here is not None and here is not window:
            ProblemDialog(problem, here).open()
        elif window is not None:
            window.show_problem(problem)

    def _show_apart(self, problem: Problem) -> None:
        """In a window of its own: nothing in the servers window leads on from it."""
        here = QApplication.activeWindow() or next(iter(self.windows.values()), None)
        if here is not None:
            ProblemDialog(problem, here).open()

    def _ask_settings(self, practice: bool) -> None:
        from ui.dialogs.settings import SettingsDialog

        asked = SettingsDialog(
            self._paths.settings, self.windows[practice], updates=self.updates.can_look
        )
        asked.exec()
        if asked.chosen is not None:
            switch_language(asked.chosen.language or language_of_system(self._application))
            for desk in self._desks.values():
                desk.start_afresh(speed=asked.chosen.practice.speed)
            self.updates.look()
        asked.deleteLater()

    def _check_computer(self, practice: bool) -> None:
        from ui.dialogs.check_computer import CheckDialog

        CheckDialog(self._desks[practice], self.windows[practice]).open()

    def _tell_about(self, practice: bool) -> None:
        from ui.dialogs.about import AboutDialog

        about = AboutDialog(self.windows[practice])
        about.exec()
        about.deleteLater()

    def _forget(self, practice: bool) -> None:
        """A window that was closed is made anew when it is asked for again."""
        self.windows.pop(practice).deleteLater()
        if not self.windows:  # else the application would go on for these alone
            self.arrival.close()
            if self._help is not None:
                self._help.close()
        self._left.append(self._desks.pop(practice))  # its threads may need a moment to stop
