"""Asks whether the terms of a system's publisher are accepted, with the ways to read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from app.engine.cancel import CancelToken
from app.problems import Problem
from app.text import text
from ui.desk import Desk
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label

if TYPE_CHECKING:
    from app.azure.terms import Terms
    from app.operations.workspace import Workspace


class TermsDialog(QDialog):
    """Accepting is never the default button: the texts come first."""

    def __init__(self, terms: Terms, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Terms of the publisher"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(text("The publisher of this system has terms."), heading=1))
        column.addWidget(
            Label(text("Read them in the browser. You accept them once for your subscription."))
        )
        for words, address in (
            (text("Licence"), terms.licence),
            (text("Privacy policy"), terms.privacy),
            (text("Terms of the marketplace"), terms.marketplace),
        ):
            if address:
                link = Button(words, kind="link")
                link.clicked.connect(lambda _=False, to=address: _open(to))
                column.addWidget(link, alignment=Qt.AlignmentFlag.AlignLeft)
        cancel = Button(text("Cancel"))
        cancel.setObjectName("answer:no")
        cancel.setDefault(True)
        cancel.clicked.connect(self.reject)
        accept = Button(text("Accept the terms"), kind="primary")
        accept.setObjectName("answer:yes")
        accept.clicked.connect(self.accept)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(accept)
        column.addStretch()
        column.addLayout(foot)
        self.setMinimumWidth(460)


class TermsToAccept(QObject):
    """Looks for the terms of one system, has the user accept them, and says so.

    `settled`: nothing is to be accepted any more. `failed` carries a `Problem`.
    """

    settled = Signal()
    failed = Signal(object)

    def __init__(self, desk: Desk, system: str, region: str, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._system = system
        self._region = region
        self._window = window

    def ask(self) -> None:
        """Begin; ends with one of the signals, or with nothing if the user does not accept."""
        system, region = self._system, self._region

        def look(space: Workspace, _emit: object, cancel: CancelToken) -> Terms | None:
            from app.operations.terms import terms_to_read

            return terms_to_read(space, system, region, cancel)

        job = self._desk.start(text("Asking for the terms…"), look)
        job.done.connect(self._found)
        job.failed.connect(self._fail)

    def _found(self, terms: Terms | None) -> None:
        if terms is None:
            self.settled.emit()
            return
        dialog = TermsDialog(terms, self._window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.accepted.connect(self._accept)
        dialog.open()

    def _accept(self) -> None:
        system, region = self._system, self._region

        def accept(space: Workspace, _emit: object, cancel: CancelToken) -> None:
            from app.operations.terms import accept_terms

            accept_terms(space, system, region, cancel)

        job = self._desk.start(text("Accepting the terms…"), accept)
        job.done.connect(self.settled)
        job.failed.connect(self._fail)

    def _fail(self, problem: Problem) -> None:
        self.failed.emit(problem)


def _open(address: str) -> None:
    QDesktopServices.openUrl(QUrl(address))
