"""Tells of a newer version above the servers. It leads to a page, and to nothing else."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app import __version__
from app.text import text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.words import Button, Label


class UpdateNotice(Card):
    """Hidden until `show_version`."""

    page_asked = Signal()
    put_off = Signal()
    skipped = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._words = Label(verbatim(""))
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self._words, 1)
        for name, words, asked in (
            ("skip-version", text("Skip this version"), self.skipped),
            ("put-update-off", text("Not now"), self.put_off),
            ("open-update", text("See what is new"), self.page_asked),
        ):
            button = Button(words)
            button.setObjectName(name)
            button.clicked.connect(asked)
            row.addWidget(button)
        self.column.addLayout(row)
        self.hide()

    def show_version(self, version: str) -> None:
        self._words.say(
            text(
                "Kumonote {version} has been published; this is {own}.",
                version=version,
                own=__version__,
            )
        )
        self.show()
