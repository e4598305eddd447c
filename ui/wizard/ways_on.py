"""What the button of a problem does in the wizard."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from app.problems import Action
from app.text import text
from ui.addresses import quota_page
from ui.desk import Desk
from ui.lifetimes import while_there
from ui.servers.operations import let_in
from ui.wizard.window import WizardWindow

_PAGE: Final = {
    Action.CHOOSE_SYSTEM: "system",
    Action.CHOOSE_SIZE: "system",
    Action.CHOOSE_REGION: "system",
    Action.CHOOSE_NAME: "endpoint",
    Action.EDIT_ANSWERS: "endpoint",
    Action.LOG_IN: "password",
}
"""The page on which the user can do what a problem advises."""
_PAGE_OF: Final = {"guest-own-packages": "software"}
"""The same for problems whose answers stand on one page."""


class WaysOn(QObject):
    """Does what can be done beside the walk, and says what the walk is to do then."""

    again = Signal()
    """Try the same once more."""
    continued = Signal()
    """Go on with what was begun."""
    resumed = Signal()
    """Go on with a creation of this name that an earlier walk began."""
    kept_machine = Signal()
    """Go on with the machine as it is."""
    removed_without_logs = Signal()
    page_asked = Signal(str)
    """Give other answers on this page."""

    def __init__(self, desk: Desk, window: WizardWindow, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._window = window

    def act(self, action: Action) -> None:
        """Do what the button of a problem offers."""
        creating = self._window.here == "create"
        shown = self._window.create_page.problem.problem
        page = _PAGE.get(action)
        if creating and shown is not None:
            page = _PAGE_OF.get(shown.code, page)
        if action is Action.OPEN_QUOTA_PAGE:
            QDesktopServices.openUrl(QUrl(quota_page(self._desk.paths)))
        elif action is Action.SIGN_IN:
            self._desk.account_changed()
            self.again.emit()
        elif action is Action.RESUME and self._window.here == "review":
            self.resumed.emit()
        elif action is Action.ACCEPT_TERMS:
            self._accept_terms()
        elif action is Action.REMOVE_WITHOUT_LOGS:
            self.removed_without_logs.emit()
        elif action is Action.ALLOW_ADDRESS:
            self._let_in()
        elif action is Action.KEEP_MACHINE:
            self.kept_machine.emit()
        elif page is not None:
            self.page_asked.emit(page)
        else:
            self.again.emit()

    def _let_in(self) -> None:
        """The user agreed to let this computer's new address in; then it goes on."""
        name = self._window.answers.name
        job = self._desk.start(
            text("Letting this computer in…"),
            lambda space, emit, cancel: let_in(space, name, emit, cancel),
            subject=name,
        )
        job.failed.connect(self._window.create_page.problem.show_problem)
        job.done.connect(while_there(self._window, lambda _way: self.continued.emit()))

    def _accept_terms(self) -> None:
        from ui.dialogs.terms import TermsToAccept

        system = self._window.answers.system
        terms = TermsToAccept(self._desk, system.kind.value, system.region, self._window)
        terms.settled.connect(self.again)
        terms.failed.connect(self._window.create_page.problem.show_problem)
        terms.ask()
