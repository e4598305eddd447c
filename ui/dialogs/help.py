"""The manual in a window, opened where it is about what the user looks at."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QTextBrowser, QWidget

from app.text import current_language, text
from ui.dialogs.manual import manual
from ui.theme import SPACE
from ui.widgets.language import follow


class HelpWindow(QWidget):
    """Sections on the left, the chosen one on the right. It stands beside the other windows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Kumonote help"))
        self._sections = QListWidget()
        self._sections.setObjectName("sections")
        self._sections.setFixedWidth(SPACE * 18)
        self._sections.setSpacing(SPACE // 4)
        follow(self._sections, self._sections.setAccessibleName, text("Sections of the help"))
        self._page = QTextBrowser()
        self._page.setObjectName("manual")
        self._page.setOpenExternalLinks(True)
        self._page.document().setDocumentMargin(SPACE * 3 / 2)
        follow(self._page, self._page.setAccessibleName, text("Help"))
        self._sections.currentRowChanged.connect(self._show)
        QShortcut(QKeySequence(QKeySequence.StandardKey.Cancel), self, self.close)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        row.setSpacing(SPACE)
        row.addWidget(self._sections)
        row.addWidget(self._page, 1)
        self.setMinimumSize(760, 540)
        self._fill(0)

    @property
    def section(self) -> str:
        """The id of the section that is shown."""
        return manual(current_language())[max(0, self._sections.currentRow())].id

    def open_at(self, section: str) -> None:
        """Show the section `section`, or the first one if there is none of that id."""
        ids = [found.id for found in manual(current_language())]
        self._sections.setCurrentRow(ids.index(section) if section in ids else 0)
        self.show()
        self.raise_()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._fill(max(0, self._sections.currentRow()))
        super().changeEvent(event)

    def _fill(self, row: int) -> None:
        self._sections.clear()
        self._sections.addItems([section.title for section in manual(current_language())])
        self._sections.setCurrentRow(row)

    def _show(self, row: int) -> None:
        if row >= 0:
            section = manual(current_language())[row]
            self._page.document().setIndentWidth(SPACE * 2)
            self._page.setMarkdown(f"## {section.title}\n\n{section.body}")
