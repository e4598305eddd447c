"""Another size for a server: those that fit, what each costs, and what the change means."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.text import Text, text, verbatim
from ui.servers.facts import size_words
from ui.theme import SPACE
from ui.widgets.choices import Choices
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, caption

if TYPE_CHECKING:
    from app.azure.resizing import Fit
    from app.operations.resize import Resizing


class ResizeDialog(QDialog):
    """`agreed` carries the name of the size that the user wants.

    `chosen` is the one that is chosen at the moment, empty where none fits.
    """

    agreed = Signal(str)

    def __init__(self, resizing: Resizing, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._resizing = resizing
        server, now = resizing.server, resizing.fits.now
        follow(self, self.setWindowTitle, text("Size of {name}", name=server.name))
        self._sizes = Choices("size")
        self._sizes.fill([(fit.size.name, self._offer(fit)) for fit in resizing.fits.possible])
        self._sizes.currentIndexChanged.connect(self._show_consequences)
        self._consequences = [Label(verbatim("")), Label(verbatim(""), role="muted")]
        self._change = Button(text("Change the size"), kind="primary")
        self._change.setObjectName("answer:yes")
        self._change.clicked.connect(self._agree)
        cancel = Button(text("Cancel"))
        cancel.setObjectName("answer:no")
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(text("Another size for {name}", name=server.name), heading=1))
        has = text(
            "It has {size}: {words}, {price}.",
            size=now.name,
            words=size_words(now),
            price=resizing.price(now.name),
        )
        column.addWidget(Label(has, role="muted"))
        column.addWidget(caption(text("New &size"), self._sizes))
        column.addWidget(self._sizes)
        for label in self._consequences:
            column.addWidget(label)
        column.addStretch()
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(self._change)
        column.addLayout(foot)
        self.setMinimumSize(560, 330)
        self._show_consequences()

    @property
    def chosen(self) -> str:
        return self._sizes.chosen

    def _agree(self) -> None:
        self.agreed.emit(self.chosen)
        self.accept()

    def choose(self, size: str) -> None:
        self._sizes.choose(size)

    def _offer(self, fit: Fit) -> Text:
        words = text(
            "{words}, {price} ({size})",
            words=size_words(fit.size),
            price=self._resizing.price(fit.size.name),
            size=fit.size.name,
        )
        if self._resizing.stops_first(fit):
            return text("{offer}, after a stop", offer=words)
        return words

    def _show_consequences(self) -> None:
        fit = self._resizing.fits.named(self.chosen)
        self._change.setEnabled(fit is not None)
        told = (
            self._resizing.consequences(fit)
            if fit is not None
            else (text("No other size fits."), verbatim(""))
        )
        for label, words in zip(self._consequences, told, strict=True):
            label.say(words)
