"""Whose account: in practice mode there is none; with Azure the session says which."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.text import text
from app.wizard.answers import Answers
from ui.widgets.card import Card
from ui.widgets.words import Label, put_words, text_field
from ui.wizard.page import WizardPage


class AccountPage(WizardPage):
    def __init__(self, *, practice: bool, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Account"),
            text(
                "The server will belong to you: to your own account, paid by you, deleted by you."
            ),
            parent,
        )
        card = Card()
        if practice:
            card.column.addWidget(Label(text("Practice mode"), heading=1))
            card.column.addWidget(
                Label(
                    text(
                        "No account is needed: the cloud is a program on this computer, the "
                        "machine a guest on it. The notebook at the end is a real one."
                    )
                )
            )
        else:
            card.column.addWidget(Label(text("Azure"), heading=1))
            card.column.addWidget(
                Label(text("Kumonote uses the subscription below; leave it empty if you have one."))
            )
        self._subscription = text_field()
        self._subscription.setObjectName("subscription")
        self._subscription.textEdited.connect(self.changed)
        self._subscription.setEnabled(not practice)
        self.body.addWidget(card)
        self.body.addLayout(self.place("subscription", text("&Subscription"), self._subscription))

    def show_answers(self, answers: Answers) -> None:
        put_words(self._subscription, answers.subscription)

    def edited(self, answers: Answers) -> Answers:
        return replace(answers, subscription=self._subscription.text().strip())
