"""The log: one click away, bounded on screen, whole on disk, searchable, copyable."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTemporaryFile, QTimer
from PySide6.QtGui import QFontDatabase, QGuiApplication, QTextDocument
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.engine.events import LogLine
from app.text import text
from ui.widgets.language import follow
from ui.widgets.words import Button, text_field

LINES_ON_SCREEN: Final = 5_000
"""Older lines leave the screen, never the saved log."""

FLUSH_MS: Final = 20
LINES_AT_ONCE: Final = 400
"""Lines are laid out that often and that many together: a layout has its price each time."""


class LogPane(QWidget):
    """Shows `LogLine`s as they come, with their times unless the lines have their own."""

    def __init__(self, *, with_times: bool = True, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._with_times = with_times
        self._whole = QTemporaryFile(self)  # readable by this user only, gone with the pane
        self._whole.open()
        self._pending: list[str] = []
        self._flush = QTimer(self, singleShot=True, interval=FLUSH_MS)
        self._flush.timeout.connect(self.flush)
        self._lines = QPlainTextEdit()
        self._lines.setObjectName("log")
        self._lines.setReadOnly(True)
        self._lines.setUndoRedoEnabled(False)
        self._lines.setMaximumBlockCount(LINES_ON_SCREEN)
        self._lines.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        follow(self._lines, self._lines.setAccessibleName, text("Log"))
        self._lines.setTabChangesFocus(True)
        self._search: QLineEdit = text_field()
        follow(self._search, self._search.setPlaceholderText, text("Search the log"))
        follow(self._search, self._search.setAccessibleName, text("Search the log"))
        self._search.returnPressed.connect(self._find_next)
        copy = Button(text("Copy log"), kind="link")
        copy.clicked.connect(self.copy)
        save = Button(text("Save log…"), kind="link")
        save.clicked.connect(self._ask_where_to_save)

        below = QHBoxLayout()
        below.addWidget(copy)
        below.addWidget(save)
        below.addStretch()
        below.addWidget(self._search)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._lines)
        column.addLayout(below)

    def add(self, lines: list[LogLine]) -> None:
        """Append `lines`, a little later and together with others."""
        self._pending.extend(self._words(line) for line in lines)
        if self._pending and not self._flush.isActive():
            self._flush.start()

    def clear(self) -> None:
        """Forget all lines."""
        self._pending.clear()
        self._whole.resize(0)
        self._lines.clear()

    def _words(self, line: LogLine) -> str:
        if not self._with_times:
            return str(line.text)
        return f"{time.strftime('%H:%M:%S', time.localtime(line.time))}  {line.text}"

    def flush(self) -> None:
        """Lay out what waits, a part at a time so that the window is never held up."""
        lines, self._pending = self._pending[:LINES_AT_ONCE], self._pending[LINES_AT_ONCE:]
        if not lines:
            return
        if self._pending:
            self._flush.start()
        self._whole.seek(self._whole.size())
        self._whole.write(("\n".join(lines) + "\n").encode())
        self._lines.appendPlainText("\n".join(lines))

    def whole_log(self) -> str:
        """Every line since the pane was made."""
        while self._pending:
            self.flush()
        self._whole.seek(0)
        return bytes(self._whole.readAll().data()).decode()

    def copy(self) -> None:
        QGuiApplication.clipboard().setText(self.whole_log())

    def save(self, path: Path) -> None:
        path.write_text(self.whole_log(), encoding="utf-8")

    def _ask_where_to_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, str(text("Save the log")), "kumonote.log")
        if name:
            self.save(Path(name))

    def _find_next(self) -> None:
        words = self._search.text()
        if words and not self._lines.find(words, QTextDocument.FindFlag(0)):
            self._lines.moveCursor(self._lines.textCursor().MoveOperation.Start)
            self._lines.find(words)
