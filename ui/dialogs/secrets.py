"""Asks for a secret that an operation lacks: the notebook's password, a key's passphrase."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from app.password import strength
from app.problems import Problem
from app.secret import Secret
from app.text import text
from app.wizard.answers import Answers
from app.wizard.checks import check_password
from app.wizard.context import Context
from ui.dialogs.form import FormDialog
from ui.widgets.words import Label, caption, text_field
from ui.wizard.pages.password import PasswordPage


class PasswordDialog(FormDialog):
    """The notebook's password, typed twice and strong enough."""

    go_on_words = text("Contin&ue with it")
    lead = text("Only its hash was ever kept: give the password again, or another one.")

    def __init__(self, server: str, parent: QWidget | None) -> None:
        super().__init__(text("Password of {name}", name=server), self.go_on_words, parent)
        self._server = server
        self.page = PasswordPage()
        self.page.lead.say(self.lead)
        self.page.changed.connect(self._judge)
        self.body.addWidget(self.page)
        self.setMinimumSize(600, 470)
        self._judge()

    def take(self) -> Secret:
        """What was typed; it is kept nowhere else afterwards."""
        password = self.page.password
        self.page.forget()
        return password

    def _judge(self) -> None:
        page = self.page
        found = strength(page.password, name=self._server)
        page.show_strength(found)
        wrong = check_password(Answers(name=self._server), Context(password=page.password))
        why = page.hindrance if page.contradicts else None
        page.complain({"password-again": why} if why is not None else {})
        self.go_on.setEnabled(not wrong and page.agrees)


class NewPasswordDialog(PasswordDialog):
    """Another password for a notebook that has one."""

    go_on_words = text("C&hange it")
    lead = text(
        "Jupyter starts anew with it: running cells and every login end, the notebooks stay."
    )


class PassphraseDialog(FormDialog):
    """The passphrase of a certificate's key; `problem` says why it is asked for."""

    def __init__(self, problem: Problem, parent: QWidget | None) -> None:
        words = text("Passphrase of the certificate's key")
        super().__init__(words, text("Contin&ue with it"), parent)
        self._field = text_field(secret=True)
        self._field.setObjectName("passphrase")
        self.body.addWidget(Label(problem.message, heading=1))
        self.body.addWidget(caption(text("&Passphrase"), self._field))
        self.body.addWidget(self._field)
        self.setMinimumWidth(440)
        self._field.setFocus(Qt.FocusReason.OtherFocusReason)

    def take(self) -> Secret:
        """What was typed; it is kept nowhere else afterwards."""
        passphrase = Secret(self._field.text())
        self._field.clear()
        return passphrase
