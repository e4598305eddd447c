"""A code to type for signing in: shown large, copied with one click, its page one click away."""

from __future__ import annotations

from datetime import datetime

from PySide6.QtCore import QUrl
from PySide6.QtGui import QDesktopServices, QFont, QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.engine.events import CodeToType
from app.moments import ClockTime
from app.text import text, verbatim
from ui.theme import SPACE
from ui.widgets.words import Button, Label, Value

_LARGE = 2.0
_PAGE = text("Open this page on any device")
_CODE = text("and type this code there")


class CodeView(QWidget):
    """Hidden until `show_code`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: CodeToType | None = None
        self._page = Value(_PAGE)
        self._code = Value(_CODE)
        self._code.setObjectName("sign-in-code")
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setPointSizeF(self.font().pointSizeF() * _LARGE)
        font.setWeight(QFont.Weight.DemiBold)
        font.setLetterSpacing(QFont.SpacingType.PercentageSpacing, 108)
        self._code.setFont(font)
        self._expires = Label(verbatim(""), role="muted")
        open_page = Button(text("Open the &page"), kind="primary")
        open_page.setObjectName("open-sign-in-page")
        open_page.clicked.connect(self._open)
        copy = Button(text("&Copy the code"))
        copy.setObjectName("copy-code")
        copy.clicked.connect(self.copy)
        buttons = QHBoxLayout()
        buttons.setSpacing(SPACE)
        buttons.addWidget(copy)
        buttons.addWidget(open_page)
        buttons.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE // 2)
        column.addWidget(Label(_PAGE, role="muted"))
        column.addWidget(self._page)
        column.addSpacing(SPACE // 2)
        column.addWidget(Label(_CODE, role="muted"))
        column.addWidget(self._code)
        column.addLayout(buttons)
        column.addWidget(self._expires)
        self.hide()

    def show_code(self, code: CodeToType) -> None:
        """Show `code` and until when it can be typed, in this computer's time."""
        self._shown = code
        self._page.say(verbatim(code.page))
        self._code.say(verbatim(code.code))
        until = ClockTime(datetime.fromtimestamp(code.expires).astimezone())
        self._expires.say(text("It is good until {time}.", time=until))
        self.show()

    def copy(self) -> None:
        """Put the code on the clipboard."""
        if self._shown is not None:
            QGuiApplication.clipboard().setText(self._shown.code)

    def _open(self) -> None:
        if self._shown is not None:
            QDesktopServices.openUrl(QUrl(self._shown.page))
