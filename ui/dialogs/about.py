"""Version and licences."""

from __future__ import annotations

import platform

from PySide6.QtCore import Qt, qVersion
from PySide6.QtGui import QFontDatabase
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app import __version__
from app.licences import parts
from app.text import text
from ui.icons import icon_path
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Label, caption


class AboutDialog(QDialog):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("About Kumonote"))
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(64, 64)
        words = QVBoxLayout()
        words.addWidget(Label(text("Kumonote {version}", version=__version__), heading=2))
        words.addWidget(Label(text("Jupyter notebook servers in your own Azure account.")))
        words.addWidget(
            Label(
                text(
                    "Python {python}, Qt {qt}. Free software under the MIT licence.",
                    python=platform.python_version(),
                    qt=qVersion(),
                ),
                role="muted",
            )
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE)
        head.addWidget(cloud, alignment=Qt.AlignmentFlag.AlignTop)
        head.addLayout(words, 1)
        self._parts = parts()
        self._listed = QListWidget()
        self._listed.addItems([f"{p.name} {p.version}: {p.licence}" for p in self._parts])
        self._listed.currentRowChanged.connect(self._show)
        self._words = QPlainTextEdit()
        self._words.setReadOnly(True)
        self._words.setTabChangesFocus(True)
        self._words.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        close = Button(text("Close"), kind="primary")
        close.setDefault(True)
        close.clicked.connect(self.accept)
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addLayout(head)
        column.addWidget(caption(text("It stands on this work of others:"), self._listed))
        column.addWidget(self._listed, 2)
        column.addWidget(caption(text("Licence:"), self._words))
        column.addWidget(self._words, 3)
        column.addWidget(close, alignment=Qt.AlignmentFlag.AlignRight)
        self._listed.setCurrentRow(0)
        self.setMinimumSize(640, 620)

    def _show(self, row: int) -> None:
        part = self._parts[row]
        unknown = text("{name} brings no text of its own.", name=part.name)
        self._words.setPlainText(part.words or str(unknown))
