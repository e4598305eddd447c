"""What must be minded about the chosen system: its end, its stand-in, its terms."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.catalogue import Image
from app.text import text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Notice
from ui.widgets.words import Button, Label

_MUST_BE_ACCEPTED = text("Its maker's terms must be accepted once for your subscription.")


class SystemNotice(Notice):
    """Takes room only while there is something to say."""

    terms_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._warning = Label(verbatim(""))
        self._image: Image | None = None
        self._terms_words = Label(_MUST_BE_ACCEPTED)
        self._terms = Button(text("Read the &terms"), kind="link")
        self._terms.setObjectName("terms")
        self._terms.clicked.connect(self.terms_asked)
        terms = QHBoxLayout()
        terms.setSpacing(SPACE)
        terms.addWidget(self._terms_words, 1)
        terms.addWidget(self._terms)
        self._terms.hide()
        self.column.addWidget(self._warning)
        self.column.addLayout(terms)
        self.hide()

    def say_accepted(self) -> None:
        """The terms are no obstacle any more."""
        self._terms_words.say(text("✓ Accepted for this subscription."))
        self._terms.setVisible(False)

    def show_image(self, image: Image | None) -> None:
        """Say what `image` brings with it."""
        warning = image.warning if image is not None else None
        has_terms = image is not None and image.purchase is not None
        self._warning.setVisible(warning is not None)
        self._warning.say(warning or verbatim(""))
        if image != self._image:
            self._terms_words.say(_MUST_BE_ACCEPTED)
            self._terms.setVisible(has_terms)
        self._image = image
        self._terms_words.setVisible(has_terms)
        self.setVisible(warning is not None or has_terms)
