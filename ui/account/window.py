"""The account in a window of its own: from the menu, or because work waits for a sign-in."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QCloseEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.text import text
from ui.account.panel import SignInPanel
from ui.account.question import SignInQuestion
from ui.account.work import AccountWork
from ui.desk import Desk
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.language import follow
from ui.widgets.words import Button, Label


class AccountWindow(QWidget):
    """`changed` carries the `SignedIn`, or None. Closing it leaves a question unanswered: no."""

    changed = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Kumonote — Account"))
        self.panel = SignInPanel()
        self.work = AccountWork(desk, self.panel, self)
        self.work.changed.connect(self.changed)
        self.work.settled.connect(self.close)
        desk.asked.connect(self.ask)
        close = Button(text("&Close"))
        close.setObjectName("close-account")
        close.clicked.connect(self.close)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        card = Card()
        card.column.addWidget(self.panel)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(text("Account"), heading=2))
        column.addWidget(card)
        column.addStretch()
        column.addLayout(foot)
        self.setMinimumSize(620, 420)

    def look(self) -> None:
        """Show who is signed in."""
        self.work.look()
        self._come()

    def ask(self, question: SignInQuestion) -> None:
        """Show why work waits, and how to sign in."""
        self.work.ask(question)
        self._come()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.work.leave()
        event.accept()

    def _come(self) -> None:
        self.show()
        self.raise_()
        self.activateWindow()
