"""Ready: the address, the fingerprint, the plot that proves it, and what it costs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.catalogue import Prices
from app.money import per_hour
from app.server import Server
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.card import Card, Notice
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, Value
from ui.wizard.page import WizardPage

PICTURE_HEIGHT = 190
_PAIRS_A_LINE = 16
_ADDRESS = text("Address")
_FINGERPRINT = text("Fingerprint of its certificate")


class DonePage(WizardPage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Your notebook is ready"),
            text("Kumonote has logged in, started a kernel and drawn this plot."),
            parent,
        )
        self._fingerprint_alone = ""
        self._address = Value(_ADDRESS, heading=1)
        self._fingerprint = Value(_FINGERPRINT)
        copy_address = Button(text("Copy &address"), kind="link")
        copy_address.setObjectName("copy-address")
        copy_address.clicked.connect(lambda: _copy(self.address))
        copy_fingerprint = Button(text("Copy &fingerprint"), kind="link")
        copy_fingerprint.setObjectName("copy-fingerprint")
        copy_fingerprint.clicked.connect(lambda: _copy(self._fingerprint_alone))
        card = Card()
        card.column.addWidget(Label(_ADDRESS, role="muted"))
        card.column.addWidget(self._address)
        card.column.addLayout(_left(copy_address))
        card.column.addWidget(Label(_FINGERPRINT, role="muted"))
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
        card.column.addLayout(_left(copy_fingerprint))
        self._plot = QLabel()
        follow(self._plot, self._plot.setAccessibleName, text("The plot that the notebook drew"))
        self._price = Label(verbatim(""))
        self._stop = Label(verbatim(""))
        money = Notice()
        money.column.addWidget(self._price)
        money.column.addWidget(self._stop)
        money.column.addStretch()
        below = QHBoxLayout()
        below.setSpacing(SPACE * 3 // 2)
        below.addWidget(self._plot, alignment=Qt.AlignmentFlag.AlignTop)
        below.addWidget(money, 1, Qt.AlignmentFlag.AlignTop)
        self.body.addWidget(card)
        self.body.addLayout(below)

    @property
    def address(self) -> str:
        """Where the notebook is."""
        return self._address.text()

    def show_server(
        self, server: Server, picture: bytes, prices: Prices | None, daily_stop: str
    ) -> None:
        """`picture` is the PNG of the check; empty if none was kept. `daily_stop` is "HH:MM",
        or empty for never."""
        self._address.say(verbatim(server.url))
        self._fingerprint_alone = server.certificate_sha256
        self._fingerprint.say(verbatim(_in_lines(server.certificate_sha256)))
        self._price.say(_cost(prices))
        self._stop.say(_how_to_stop(daily_stop))
        plot = QPixmap()
        plot.loadFromData(picture)
        self._plot.setVisible(not plot.isNull())
        if not plot.isNull():
            self._plot.setPixmap(self._scaled(plot))

    def _scaled(self, plot: QPixmap) -> QPixmap:
        """Sharp on a screen of any scale."""
        scale = self.devicePixelRatioF()
        smooth = Qt.TransformationMode.SmoothTransformation
        scaled = plot.scaledToHeight(round(PICTURE_HEIGHT * scale), smooth)
        scaled.setDevicePixelRatio(scale)
        return scaled


def _cost(prices: Prices | None) -> Text:
    running = prices.running() if prices else None
    stopped = prices.stopped() if prices else None
    if prices is None or running is None or stopped is None:
        return text("Its price is not known. Stop it in the list of servers when you are done.")
    return text(
        "It costs {running} while it runs and {stopped} while it is stopped.",
        running=per_hour(running, prices.currency),
        stopped=per_hour(stopped, prices.currency),
    )


def _how_to_stop(daily_stop: str) -> Text:
    if not daily_stop:
        return text(
            "It runs until you press Stop in the list of servers. Shutting it down from inside "
            "does not stop the bill."
        )
    return text(
        "It stops by itself every day at {time}; press Stop in the list of servers to stop it "
        "sooner. Shutting it down from inside does not stop the bill.",
        time=daily_stop,
    )


def _in_lines(fingerprint: str) -> str:
    """A fingerprint has no place where a line could break."""
    pairs = fingerprint.split(":")
    lines = [pairs[at : at + _PAIRS_A_LINE] for at in range(0, len(pairs), _PAIRS_A_LINE)]
    return "\n".join(":".join(line) for line in lines)


def _left(button: Button) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch()
    return row


def _copy(words: str) -> None:
    QGuiApplication.clipboard().setText(words)
