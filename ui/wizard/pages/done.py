"""Ready: the address, the fingerprint, the plot that proves it, and what it costs."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.server import Server
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, caption
from ui.wizard.page import WizardPage

PICTURE_HEIGHT = 200


class DonePage(WizardPage):
    open_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Your notebook is ready"),
            text("Kumonote has logged in, started a kernel and drawn this plot."),
            parent,
        )
        self._address = Label(verbatim(""), heading=1)
        self._address.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse
            | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._fingerprint = Label(verbatim(""), role="muted")
        self._fingerprint.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._plot = QLabel()
        follow(self._plot, self._plot.setAccessibleName, text("The plot that the notebook drew"))
        self._price = Label(verbatim(""))
        card = Card()
        card.column.addWidget(caption(text("Address"), self._address))
        card.column.addWidget(self._address)
        card.column.addWidget(caption(text("Fingerprint of its certificate"), self._fingerprint))
        card.column.addWidget(self._fingerprint)
        card.column.addWidget(
            Label(
                text(
                    "Your browser warns once about a self-signed certificate. "
                    "Go on only if it shows this fingerprint."
                ),
                role="muted",
            )
        )
        open_notebook = Button(text("&Open notebook"), kind="primary")
        open_notebook.setObjectName("open-notebook")
        open_notebook.clicked.connect(self.open_asked)
        copy = Button(text("Copy &address"))
        copy.setObjectName("copy-address")
        copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(open_notebook)
        row.addWidget(copy)
        row.addStretch()
        self.body.addWidget(card)
        self.body.addLayout(row)
        self.body.addWidget(self._plot)
        self.body.addWidget(self._price)

    @property
    def address(self) -> str:
        """Where the notebook is."""
        return self._address.text()

    def show_server(self, server: Server, picture: bytes, price: Text) -> None:
        """`picture` is the PNG of the check; empty if none was kept."""
        self._address.say(verbatim(server.url))
        self._fingerprint.say(verbatim(server.certificate_sha256))
        self._price.say(price)
        plot = QPixmap()
        plot.loadFromData(picture)
        self._plot.setVisible(not plot.isNull())
        if not plot.isNull():
            smooth = Qt.TransformationMode.SmoothTransformation
            self._plot.setPixmap(plot.scaledToHeight(PICTURE_HEIGHT, smooth))

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self._address.text())
