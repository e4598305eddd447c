"""The way to the screen of a Windows server: opened and closed here, and what to sign in with."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from app.text import Text, text
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, caption, put_words, text_field

if TYPE_CHECKING:
    from app.operations.remote_desktop import RemoteDesktop


class RemoteDesktopDialog(QDialog):
    """`agreed` carries whether the port is to be opened (True) or closed."""

    agreed = Signal(bool)

    def __init__(self, found: RemoteDesktop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._found = found
        name = found.server.name
        title = text("Remote Desktop of {name}", name=name)
        follow(self, self.setWindowTitle, title)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(title, heading=1))
        column.addWidget(Label(_state(found), role="muted"))
        self._fields: list[QLineEdit] = []
        for words, shown, object_name in (
            (text("&Address"), f"{found.host}:{found.port}", "address"),
            (text("&User"), found.user, "user"),
        ):
            field = text_field()
            field.setObjectName(object_name)
            put_words(field, shown)
            field.setReadOnly(True)
            column.addWidget(caption(words, field))
            column.addWidget(field)
        self._add_password(column)
        column.addStretch()
        column.addLayout(self._foot())
        self.setMinimumSize(500, 420)

    def _add_password(self, column: QVBoxLayout) -> None:
        if self._found.password is None:
            column.addWidget(
                Label(text("This computer does not have the password; “repair” makes a new one."))
            )
            return
        self._password = text_field()
        self._password.setObjectName("password")
        put_words(self._password, str(self._found.password))  # dots
        self._password.setReadOnly(True)
        self._show = Button(text("&Show"))
        self._show.setObjectName("show")
        self._show.clicked.connect(self._reveal)
        copy = Button(text("&Copy"))
        copy.setObjectName("copy")
        copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        row.addWidget(self._password, 1)
        row.addWidget(self._show)
        row.addWidget(copy)
        column.addWidget(caption(text("&Password"), self._password))
        column.addLayout(row)

    def _foot(self) -> QHBoxLayout:
        opened = bool(self._found.allowed)
        close = Button(text("Close"))
        close.setObjectName("answer:no")
        close.clicked.connect(self.reject)
        words = text("Let &nobody connect") if opened else text("Let &this computer connect")
        change = Button(words, kind="primary")
        change.setObjectName("answer:yes")
        change.clicked.connect(lambda: self._agree(not opened))
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(close)
        foot.addWidget(change)
        return foot

    def _agree(self, opened: bool) -> None:
        self.agreed.emit(opened)
        self.accept()

    def _reveal(self) -> None:
        """The password is in the field only while it is shown."""
        password = self._found.password
        if password is None:
            return
        hidden = self._password.text() != password.reveal()
        put_words(self._password, password.reveal() if hidden else str(password))
        self._show.say(text("&Hide") if hidden else text("&Show"))

    def _copy(self) -> None:
        if self._found.password is not None:
            QGuiApplication.clipboard().setText(self._found.password.reveal())


def _state(found: RemoteDesktop) -> Text:
    if not found.allowed:
        return text(
            "Nobody can connect at the moment. Open it only while you need it: whoever finds the"
            " port may try passwords."
        )
    return text(
        "Only {address} can connect. Close it again when you are done.", address=found.allowed
    )
