"""The endpoint: the server's name, its ports, and who may connect."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QGridLayout,
    QHBoxLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.plan.summary import address_of
from app.text import Text, text, verbatim
from app.wizard.answers import Allow, Answers
from ui.theme import SPACE
from ui.widgets.card import ChoiceCard
from ui.widgets.words import Button, Label, caption, put_words, text_field
from ui.wizard.page import WizardPage, two_columns

LIST = "list"
_CHOICES: tuple[tuple[str, Text, Text], ...] = (
    (Allow.ME, text("Only this computer"), text("Its public address, as the internet sees it.")),
    (LIST, text("A list of networks"), text("Such as 192.0.2.0/24, separated by commas.")),
    (Allow.EVERYONE, text("Everyone"), text("The password is what protects the notebook.")),
    (Allow.SSH_ONLY, text("Only through SSH"), text("No endpoint is opened at all.")),
)


class EndpointPage(WizardPage):
    look_up_asked = Signal()
    """The user is in another network now: this computer's public address may be another."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Name and endpoint"),
            text(
                "The notebook is reached at a web address of its own, over an encrypted connection."
            ),
            parent,
        )
        self._name = text_field()
        self._name.setObjectName("name")
        self._endpoint = text_field()
        self._endpoint.setObjectName("endpoint")
        self._public = _port("public-port")
        self._private = _port("private-port")
        self._mine = text_field()
        self._mine.setObjectName("my-address")
        self._networks = text_field()
        self._networks.setObjectName("networks")
        self._host = ""
        self._address = Label(verbatim(""), role="muted")
        self.body.addLayout(
            two_columns(
                self.place("name", text("Na&me of the server"), self._name),
                self.place("endpoint.name", text("Name of the &endpoint"), self._endpoint),
                self.place("endpoint.public_port", text("P&ublic port (TCP)"), self._public),
                self.place("endpoint.private_port", text("P&rivate port (TCP)"), self._private),
            )
        )
        self.body.addWidget(self._address)
        self.body.addWidget(Label(text("Who may connect?"), heading=1))
        self.body.addLayout(self._choices())
        self.body.addWidget(self.complaint("endpoint.allow"))
        self.body.addLayout(
            two_columns(
                self.place("endpoint.my_address", text("&Address of this computer"), self._mine),
                self._list_field(),
            )
        )
        look_up = Button(
            text("&Look it up again"), kind="link", name=text("Look up this computer's address")
        )
        look_up.setObjectName("look-up-address")
        look_up.clicked.connect(self.look_up_asked)
        row = QHBoxLayout()
        row.addWidget(look_up)
        row.addWidget(
            Label(
                text("It alone may reach SSH, with which Kumonote sets the server up."),
                role="muted",
            ),
            1,
        )
        self.body.addLayout(row)
        for field in (self._name, self._endpoint, self._mine, self._networks):
            field.textEdited.connect(self.changed)
        for port in (self._public, self._private):
            port.valueChanged.connect(self.changed)

    def show_host(self, host: str) -> None:
        """Say under which address the notebook will be reached, once its `host` can be told."""
        self._host = host
        self._show_address()

    def _show_address(self) -> None:
        if self._chosen() == Allow.SSH_ONLY:
            words = text("It has no web address: you reach it through SSH, with a key of your own.")
        elif self._host:
            address = address_of(self._host, self._public.value())
            words = text("Its address will be {address}", address=address)
        else:
            words = verbatim("")
        self._address.say(words)
        self._address.setVisible(bool(words.values) or bool(self._host))

    def show_answers(self, answers: Answers) -> None:
        self.blockSignals(True)
        endpoint = answers.endpoint
        put_words(self._name, answers.name)
        put_words(self._endpoint, endpoint.name)
        put_words(self._mine, endpoint.my_address)
        self._public.setValue(endpoint.public_port)
        self._private.setValue(endpoint.private_port)
        if isinstance(endpoint.allow, tuple):
            put_words(self._networks, ", ".join(endpoint.allow))
            self._cards[LIST].button.setChecked(True)
        else:
            self._cards[endpoint.allow].button.setChecked(True)
        self._list.setVisible(self._chosen() == LIST)
        self._show_address()
        self.blockSignals(False)

    def edited(self, answers: Answers) -> Answers:
        chosen = self._chosen()
        networks = tuple(part.strip() for part in self._networks.text().split(",") if part.strip())
        return replace(
            answers,
            name=self._name.text().strip(),
            endpoint=replace(
                answers.endpoint,
                name=self._endpoint.text().strip(),
                public_port=self._public.value(),
                private_port=self._private.value(),
                my_address=self._mine.text().strip(),
                allow=networks if chosen == LIST else Allow(chosen),
            ),
        )

    def _choices(self) -> QGridLayout:
        self._group = QButtonGroup(self)
        self._cards: dict[str, ChoiceCard] = {}
        grid = QGridLayout()
        grid.setSpacing(SPACE)
        for place, (value, title, line) in enumerate(_CHOICES):
            card = ChoiceCard(title, (line,))
            card.button.setObjectName(f"allow:{value}")
            card.button.clicked.connect(self._choose)
            card.button.toggled.connect(self._choose)
            self._group.addButton(card.button)
            self._cards[value] = card
            grid.addWidget(card, place // 2, place % 2)
        return grid

    def _list_field(self) -> QVBoxLayout:
        self._list = QWidget()
        column = QVBoxLayout(self._list)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(caption(text("Net&works that may connect"), self._networks))
        column.addWidget(self._networks)
        outside = QVBoxLayout()
        outside.addWidget(self._list)
        return outside

    def _choose(self) -> None:
        self._list.setVisible(self._chosen() == LIST)
        self.changed.emit()

    def _chosen(self) -> str:
        return next((v for v, card in self._cards.items() if card.button.isChecked()), Allow.ME)


def _port(name: str) -> QSpinBox:
    port = QSpinBox()
    port.setObjectName(name)
    port.setRange(1, 65_535)
    port.setGroupSeparatorShown(False)
    return port
