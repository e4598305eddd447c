"""Windows on a practice cloud of a test's own."""

from __future__ import annotations

from app.server import ServerState
from tests.ui.windows import User
from ui.servers.main_window import MainWindow
from ui.wizard.window import WizardWindow

NAME = "my-notebook"
TYPED = "correct-lantern-velvet-42"


def state(window: MainWindow, name: str) -> ServerState | None:
    """What the card of the server says; None without one, and while something is done with it."""
    card = window.servers.card(name)
    return card.server.state if card is not None and not card.working else None


def wizard_of(window: MainWindow) -> WizardWindow:
    return window.walks[-1].window


def filled_wizard(user: User, window: MainWindow, button: str = "first") -> WizardWindow:
    """The wizard behind `button`, with every default, a password and this computer's address;
    on Review."""
    user.press(window, button)
    wizard = wizard_of(window)
    user.wait(lambda: bool(wizard.answers.endpoint.my_address))
    fill_wizard(user, wizard)
    return wizard


def fill_wizard(user: User, wizard: WizardWindow, password: str = TYPED) -> None:
    """Every default, and a password; ends on Review."""
    _walk(user, wizard, "system", "endpoint", "password")
    user.type_into(wizard, "password", password)
    user.type_into(wizard, "password-again", password)
    _walk(user, wizard, "certificate", "software", "review")


def _walk(user: User, wizard: WizardWindow, *pages: str) -> None:
    for page in pages:
        user.press(wizard, "next")
        assert wizard.here == page
