"""Signing in, in every state: how, the code, who it is, where to work, and what is wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QAccessible, QAccessibleEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.events import CodeToType
from app.problems import Action, Problem
from app.text import Text, text, verbatim
from ui.account.code_view import CodeView
from ui.account.places import Places
from ui.theme import SPACE
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Label

if TYPE_CHECKING:
    from app.operations.account import SignedIn

BROWSER, CODE = "browser", "device-code"
"""The ways to sign in, by the values of the core's `Way`."""


class SignInPanel(QWidget):
    """Shows what it is told and passes on what the user wants; it decides nothing."""

    sign_in_asked = Signal(str, str)
    """The way, and the organisation to sign in to (empty for one's own)."""
    cancel_asked = Signal()
    sign_out_asked = Signal()
    look_asked = Signal()
    """Look again who is signed in, and what they may use."""
    organisation_chosen = Signal(str)
    subscription_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._says = Label(verbatim(""))
        self._organisation = ""
        self._browser = Button(text("Sign in with the &browser"), kind="primary")
        self._browser.setObjectName("sign-in-browser")
        self._browser.clicked.connect(lambda: self._ask(BROWSER))
        self._with_code = Button(text("Sign in with a co&de"))
        self._with_code.setObjectName("sign-in-code-way")
        self._with_code.clicked.connect(lambda: self._ask(CODE))
        self._hint = Label(
            text("A code can be typed on any device, if this computer's browser cannot be used."),
            role="muted",
        )
        self.code = CodeView()
        self._cancel = Button(text("Cance&l the sign-in"))
        self._cancel.setObjectName("cancel-sign-in")
        self._cancel.clicked.connect(self.cancel_asked)
        self._sign_out = Button(text("Sign &out"))
        self._sign_out.setObjectName("sign-out")
        self._sign_out.clicked.connect(self.sign_out_asked)
        self.places = Places()
        self.places.organisation_chosen.connect(self.organisation_chosen)
        self.places.subscription_chosen.connect(self.subscription_chosen)
        self.places.sign_in_there_asked.connect(self.ask_for)
        self.places.look_asked.connect(self.look_asked)
        self.problem = ProblemPanel((Action.SIGN_IN, Action.RETRY))
        self.problem.acted.connect(self._act)
        self._lay_out()
        self.show_looking()

    def show_looking(self) -> None:
        """It is being looked up who is signed in."""
        self._show(text("Looking who is signed in…"))

    def show_nobody(self, words: Text | None = None) -> None:
        """Nobody is signed in; `words` say why they are needed, if somebody asked."""
        self._organisation = ""
        self._show(
            words or text("Sign in with the account that pays for Azure."), self._ways, self._hint
        )

    def ask_for(self, organisation: str, name: str) -> None:
        """Offer to sign in to an `organisation` (id) that wants a sign-in of its own."""
        self._organisation = organisation
        self._show(
            text("{name} wants a sign-in of its own, maybe with a second proof.", name=name),
            self._ways,
            self._hint,
            self.places,
        )

    def show_waiting(self, way: str) -> None:
        """A sign-in is under way: in the browser, or until its code comes."""
        words = (
            text("Sign in in the browser window that has opened.")
            if way == BROWSER
            else text("Asking for a code…")
        )
        self._show(words, self._cancel)

    def show_code(self, code: CodeToType) -> None:
        """The code to type, while a sign-in waits for it."""
        self._show(text("Kumonote goes on by itself when you have signed in."), self._cancel)
        self.code.show_code(code)

    def show_signed_in(self, found: SignedIn) -> None:
        """Who is signed in, where they work, and where else they may."""
        self._organisation = ""
        self._show(text("Signed in as {user}.", user=found.user_name), self._sign_out, self.places)
        self._note.setVisible(not found.remembered)
        self.places.show_places(found)

    def show_principal(self) -> None:
        """The environment names a service principal: there is nothing to ask."""
        self._show(
            text("This computer's environment names a service principal, which signs in by itself.")
        )

    def show_problem(self, problem: Problem) -> None:
        """Why signing in did not work out, with the ways to try again below."""
        self._show(text("Sign in with the account that pays for Azure."), self._ways, self._hint)
        self.problem.show_problem(problem)

    def _show(self, words: Text, *parts: QWidget) -> None:
        """Show `words` and exactly these parts; have screen readers say the words."""
        if self._says.text() != str(words):
            self._says.say(words)
            QAccessible.updateAccessibility(QAccessibleEvent(self._says, QAccessible.Event.Alert))
        self.problem.clear()
        self.code.hide()
        for part in (self._ways, self._hint, self._cancel, self._sign_out, self.places, self._note):
            part.setVisible(part in parts)

    def _ask(self, way: str) -> None:
        self.sign_in_asked.emit(way, self._organisation)

    def _act(self, action: Action) -> None:
        if action is Action.RETRY:
            self.look_asked.emit()
        else:
            self._ask(BROWSER)

    def _lay_out(self) -> None:
        self._ways = QWidget()
        ways = QHBoxLayout(self._ways)
        ways.setContentsMargins(0, 0, 0, 0)
        ways.setSpacing(SPACE)
        ways.addWidget(self._browser)
        ways.addWidget(self._with_code)
        ways.addStretch()
        self._note = Label(
            text(
                "This computer has no encrypted store that works for sign-ins, and they are never "
                "kept in clear: you are asked again at the next start."
            ),
            role="muted",
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(self._says, 1)
        head.addWidget(self._sign_out)
        below = QHBoxLayout()
        below.addWidget(self._cancel)
        below.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE)
        column.addWidget(self.problem)
        column.addLayout(head)
        column.addWidget(self._ways)
        column.addWidget(self._hint)
        column.addWidget(self.code)
        column.addLayout(below)
        column.addWidget(self._note)
        column.addWidget(self.places)
        column.addStretch()
