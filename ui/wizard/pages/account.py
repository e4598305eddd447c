"""Whose account: Azure's, where somebody signs in and chooses what pays; or practice mode."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QVBoxLayout, QWidget

from app.text import Text, text, verbatim
from ui.account.panel import SignInPanel
from ui.theme import SPACE
from ui.widgets.card import Card, ChoiceCard
from ui.widgets.words import Button, Label
from ui.wizard.page import WizardPage

if TYPE_CHECKING:
    from app.operations.account import SignedIn


class AccountPage(WizardPage):
    """`practice` says whose window this is; the other cloud has one of its own."""

    def __init__(self, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Account"),
            text(
                "The server will belong to you: to your own account, paid by you, deleted by you."
            ),
            parent,
        )
        self._practice = practice
        self._found: SignedIn | None = None
        self._needs_nobody = practice
        self._working = False
        self.panel = SignInPanel()
        self._azure = ChoiceCard(
            text("Azure"), (text("Your own account. Microsoft bills you for what you use."),)
        )
        self._here = ChoiceCard(
            text("Practice mode"),
            (text("A cloud on this computer: no account, no costs, a real notebook."),),
        )
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for name, card in (("azure", self._azure), ("practice", self._here)):
            card.button.setObjectName(f"cloud:{name}")
            group.addButton(card.button)
            row.addWidget(card, 1)
        (self._here if practice else self._azure).button.setChecked(True)
        for card in (self._azure, self._here):
            card.button.toggled.connect(self._choose)
        self._hint = Label(verbatim(""), role="muted")
        self._rehearse = Button(text("▸ &Rehearse signing in"), kind="link")
        self._rehearse.setObjectName("rehearse")
        self._rehearse.setCheckable(True)
        self._rehearse.toggled.connect(self._unfold)
        self._signing = Card()
        self._signing.column.addWidget(self.panel)
        fold = QVBoxLayout()
        fold.addWidget(self._rehearse)
        line = QHBoxLayout()
        line.addLayout(fold)
        line.addStretch()
        self.body.addLayout(row)
        self.body.addWidget(self._hint)
        self.body.addLayout(line)
        self.body.addWidget(self._signing)
        self.body.addWidget(self.complaint("subscription"))
        self._show_parts()

    @property
    def wants_other_cloud(self) -> bool:
        """Whether the user chose the cloud that this window is not about."""
        return self._practice is not self._here.button.isChecked()

    @property
    def hindrance(self) -> Text | None:
        if self.wants_other_cloud:
            return None
        if self._working:
            return text("Waiting for the sign-in…")
        if self._found is None:
            needed = text("Sign in first, or choose practice mode.")
            return None if self._needs_nobody else needed
        return None if self._found.subscription else text("Choose a subscription first.")

    def show_found(self, found: SignedIn | None) -> None:
        """Who is signed in."""
        self._found = found
        if found is not None:
            self._rehearse.setChecked(True)
        self.hindered.emit()

    def show_working(self, working: bool) -> None:
        """Whether a sign-in, or a look for one, is under way."""
        self._working = working and not self._practice
        self.hindered.emit()

    def need_nobody(self) -> None:
        """A service principal signs in by itself."""
        self._needs_nobody = True
        self.panel.show_principal()
        self.hindered.emit()

    def stay_here(self) -> None:
        """Choose the cloud of this window again."""
        (self._here if self._practice else self._azure).button.setChecked(True)

    def _choose(self, chosen: bool) -> None:
        if chosen:
            self._show_parts()
            self.hindered.emit()

    def _unfold(self, shown: bool) -> None:
        self._rehearse.say(
            text("▾ Do not &rehearse signing in") if shown else text("▸ &Rehearse signing in")
        )
        self._show_parts()

    def _show_parts(self) -> None:
        other = self.wants_other_cloud
        self._rehearse.setVisible(self._practice and not other)
        self._signing.setVisible(not other and (not self._practice or self._rehearse.isChecked()))
        self._hint.say(self._words(other))

    def _words(self, other: bool) -> Text:
        if other:
            return text("Next leads to a window of its own for it.")
        if self._practice:
            return text(
                "Nobody needs to sign in: the cloud is a program on this computer, the machine a "
                "guest on it. The notebook at the end is a real one."
            )
        return text("Microsoft asks for your password on its own page; Kumonote never sees it.")
