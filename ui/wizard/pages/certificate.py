"""The certificate: made on the server, or the user's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.moments import Day
from app.secret import Secret
from app.text import Text, text, verbatim
from app.wizard.answers import Answers, CertificateKind
from ui.theme import SPACE
from ui.widgets.card import ChoiceCard
from ui.widgets.words import Button, Label, put_words, text_field
from ui.wizard.page import WizardPage

if TYPE_CHECKING:
    from app.certificate import OwnCertificate

_KINDS: tuple[tuple[CertificateKind, Text, Text, Text | None], ...] = (
    (
        CertificateKind.SELF_SIGNED,
        text("Self-signed certificate"),
        text(
            "Made on the server; its key never leaves it. Your browser will warn "
            "once: compare the fingerprint that Kumonote shows."
        ),
        None,
    ),
    (
        CertificateKind.FILE,
        text("My organisation's certificate"),
        text("Choose a .pfx or .pem file with its key. Checked here before anything is created."),
        None,
    ),
)
"""A further kind is a line here, and an own widget below the cards if it asks for something."""


class CertificatePage(WizardPage):
    """`passphrase` of the user's own file is held in memory only."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Certificate"),
            text(
                "Your notebook is only reachable over an encrypted connection. "
                "Who should vouch for it?"
            ),
            parent,
        )
        self._cards = {
            kind: ChoiceCard(title, (line,), badge=badge) for kind, title, line, badge in _KINDS
        }
        group = QButtonGroup(self)
        for kind, card in self._cards.items():
            card.button.setObjectName(f"certificate:{kind}")
            card.button.toggled.connect(self._choose)
            group.addButton(card.button)
            self.body.addWidget(card)
        self._file = text_field()
        self._file.setObjectName("certificate-file")
        self._key = text_field()
        self._key.setObjectName("key-file")
        self._passphrase = text_field(secret=True)
        self._passphrase.setObjectName("passphrase")
        self._own = QWidget()
        self._facts = Label(verbatim(""), role="good")
        own = QVBoxLayout(self._own)
        own.setContentsMargins(0, 0, 0, 0)
        own.setSpacing(SPACE)
        own.addLayout(
            self._with_button(
                self.place("certificate.file", text("Certificate &file"), self._file),
                self._browse(self._file, text("Choose the certificate file…")),
            )
        )
        own.addLayout(
            self._with_button(
                self.place("certificate.key_file", text("&Key file, if it is apart"), self._key),
                self._browse(self._key, text("Choose the key file…")),
            )
        )
        own.addLayout(
            self.place(
                "certificate.passphrase",
                text("&Passphrase of the key, if it has one"),
                self._passphrase,
            )
        )
        own.addWidget(self._facts)
        self.body.addWidget(self._own)
        self._issued_for = Label(verbatim(""), role="muted")
        self.body.addWidget(self._issued_for)
        for field in (self._file, self._key, self._passphrase):
            field.textEdited.connect(self.changed)

    @property
    def wants_a_file(self) -> bool:
        """Whether the card of the user's own certificate is chosen."""
        return self._cards[CertificateKind.FILE].button.isChecked()

    @property
    def passphrase(self) -> Secret | None:
        return Secret(self._passphrase.text()) if self._passphrase.text() else None

    def forget(self) -> None:
        """Empty the field of the passphrase."""
        self._passphrase.clear()

    def show_own(self, own: OwnCertificate | None) -> None:
        """What the chosen file holds; None while it cannot be used."""
        self._facts.setVisible(own is not None)
        if own is not None:
            self._facts.say(
                text(
                    "✓ For {names}, good until {date}.",
                    names=", ".join(own.names),
                    date=Day(own.not_valid_after),
                )
            )

    def show_host(self, host: str) -> None:
        """Say for which host name the certificate is, once it can be told."""
        self._issued_for.setVisible(bool(host))
        self._issued_for.say(text("Issued for {host}", host=host))

    def show_answers(self, answers: Answers) -> None:
        self.blockSignals(True)
        certificate = answers.certificate
        self._cards[certificate.kind].button.setChecked(True)
        put_words(self._file, str(certificate.file or ""))
        put_words(self._key, str(certificate.key_file or ""))
        self._own.setVisible(certificate.kind is CertificateKind.FILE)
        self.blockSignals(False)

    def edited(self, answers: Answers) -> Answers:
        kind = next(kind for kind, card in self._cards.items() if card.button.isChecked())
        own = kind is CertificateKind.FILE
        return replace(
            answers,
            certificate=replace(
                answers.certificate,
                kind=kind,
                file=_path(self._file) if own else None,
                key_file=_path(self._key) if own else None,
            ),
        )

    def _choose(self, chosen: bool) -> None:
        if chosen:
            self._own.setVisible(self.wants_a_file)
            self.changed.emit()

    @staticmethod
    def _with_button(place: QVBoxLayout, button: Button) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addLayout(place, 1)
        row.addWidget(button, alignment=Qt.AlignmentFlag.AlignBottom)
        return row

    def _browse(self, field: QLineEdit, name: Text) -> Button:
        button = Button(text("Choose…"), name=name)
        button.clicked.connect(lambda: self._pick(field, name))
        return button

    def _pick(self, field: QLineEdit, title: Text) -> None:
        kinds = str(text("Certificates and keys (*.pem *.pfx *.p12 *.crt *.cer *.key)"))
        name, _ = QFileDialog.getOpenFileName(self, str(title), "", kinds)
        if name:
            field.setText(name)
            self.changed.emit()


def _path(field: QLineEdit) -> Path | None:
    words = field.text().strip()
    return Path(words) if words else None
