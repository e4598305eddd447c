"""Where somebody works: the organisation, and the subscription that pays."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Notice
from ui.widgets.choices import Choices
from ui.widgets.words import Button, Label, caption

if TYPE_CHECKING:
    from app.azure.organisations import Organisation
    from app.azure.subscriptions import Subscription
    from app.operations.account import SignedIn

FREE: Final = "https://azure.microsoft.com/free"


class Places(QWidget):
    """Two lists. One with a single entry still tells what that is."""

    organisation_chosen = Signal(str)
    """The id of one that needs no sign-in of its own."""
    sign_in_there_asked = Signal(str, str)
    """The id and the name of one that does."""
    subscription_chosen = Signal(str)
    look_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: dict[str, Organisation] = {}
        self._organisations = Choices("organisation")
        self._organisations.activated.connect(self._choose_organisation)
        self._subscriptions = Choices("subscription")
        self._subscriptions.activated.connect(
            lambda: self.subscription_chosen.emit(self._subscriptions.chosen)
        )
        self._nothing = Notice()
        self._why_nothing = Label(verbatim(""))
        self._nothing.column.addWidget(self._why_nothing)
        self._nothing.column.addLayout(self._ways_on())
        self._lists = QWidget()
        lists = QHBoxLayout(self._lists)
        lists.setContentsMargins(0, 0, 0, 0)
        lists.setSpacing(SPACE)
        lists.addLayout(_cell(text("Or&ganisation"), self._organisations), 1)
        self._subscription_cell = QWidget()
        cell = _cell(text("&Subscription"), self._subscriptions)
        self._subscription_cell.setLayout(cell)
        lists.addWidget(self._subscription_cell, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self._lists)
        column.addWidget(self._nothing)

    def show_places(self, found: SignedIn) -> None:
        """The organisations of whoever is signed in, and the subscriptions of the chosen one."""
        self._found = {one.id: one for one in found.organisations}
        chosen = next((one for one in found.organisations if one.chosen), None)
        self._organisations.fill([(one.id, _organisation(one)) for one in found.organisations])
        subscriptions = chosen.subscriptions if chosen is not None else ()
        entries = [(one.id, _subscription(one)) for one in subscriptions]
        if not found.subscription and len(entries) > 1:
            entries.insert(0, ("", text("Choose one…")))
        self._subscriptions.fill(entries, off=[one.id for one in subscriptions if not one.enabled])
        blocked = self._organisations.blockSignals(True), self._subscriptions.blockSignals(True)
        if chosen is not None:
            self._organisations.choose(chosen.id)
        if found.subscription:
            self._subscriptions.choose(found.subscription)
        self._organisations.blockSignals(blocked[0])
        self._subscriptions.blockSignals(blocked[1])
        usable = [one for one in subscriptions if one.enabled]
        self._subscription_cell.setVisible(bool(subscriptions))
        self._nothing.setVisible(not usable)
        self._why_nothing.say(_why_nothing(chosen, found))

    def _choose_organisation(self) -> None:
        one = self._found.get(self._organisations.chosen)
        if one is not None and one.needs_sign_in:
            self.sign_in_there_asked.emit(one.id, one.name)
        elif one is not None:
            self.organisation_chosen.emit(one.id)

    def _ways_on(self) -> QHBoxLayout:
        start = Button(text("Start a &free subscription"))
        start.setObjectName("free-subscription")
        start.clicked.connect(lambda: QDesktopServices.openUrl(QUrl(FREE)))
        look = Button(text("Loo&k again"))
        look.setObjectName("look-again")
        look.clicked.connect(self.look_asked)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(start)
        row.addWidget(look)
        row.addStretch()
        return row


def _cell(words: Text, box: Choices) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(SPACE // 2)
    column.addWidget(caption(words, box))
    column.addWidget(box)
    column.addStretch()
    return column


def _organisation(one: Organisation) -> Text:
    name = text("{name} ({domain})", name=one.name, domain=one.domain)
    return text("{name}: wants a sign-in of its own", name=name) if one.needs_sign_in else name


def _subscription(one: Subscription) -> Text:
    if one.enabled:
        return verbatim(one.name)
    return text("{name}: expired or disabled", name=one.name)


def _why_nothing(chosen: Organisation | None, found: SignedIn) -> Text:
    if chosen is not None and chosen.subscriptions:
        return text(
            "Every subscription of this organisation has expired or is disabled. Renew one at "
            "portal.azure.com, or choose another organisation."
        )
    if len(found.organisations) > 1:
        return text(
            "This organisation gives you no Azure subscription. Choose another one above, start a "
            "free subscription, or ask whoever pays for Azure where you work to give you access "
            "to theirs."
        )
    return text(
        "This account has no Azure subscription. Start a free one, or ask whoever pays for Azure "
        "where you work to give you access to theirs."
    )
