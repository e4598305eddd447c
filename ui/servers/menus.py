"""The menus of the servers window."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow, QMenu

from app.text import Text, current_language, text
from ui.widgets.language import NAMES, follow


class Menus(QObject):
    """Each entry is a signal."""

    new_asked = Signal()
    refresh_asked = Signal()
    practice_asked = Signal()
    azure_asked = Signal()
    settings_asked = Signal()
    close_asked = Signal()
    language_asked = Signal(str)
    help_asked = Signal()
    welcome_asked = Signal()
    check_asked = Signal()
    about_asked = Signal()

    def __init__(self, window: QMainWindow, *, practice: bool) -> None:
        super().__init__(window)
        self._window = window
        keys = QKeySequence.StandardKey
        server = self._menu(text("&Server"))
        self._entry(server, text("&New notebook server"), self.new_asked.emit, keys.New)
        self._entry(server, text("&Refresh"), self.refresh_asked.emit, keys.Refresh)
        server.addSeparator()
        if practice:
            self._entry(server, text("Servers in &Azure"), self.azure_asked.emit)
        else:
            self._entry(server, text("&Practice mode"), self.practice_asked.emit)
        self._entry(server, text("Se&ttings…"), self.settings_asked.emit, keys.Preferences)
        server.addSeparator()
        self._entry(server, text("&Close"), self.close_asked.emit, keys.Close)
        self._languages()
        helping = self._menu(text("&Help"))
        self._entry(helping, text("Show &help"), self.help_asked.emit, keys.HelpContents)
        self._entry(helping, text("&Welcome page"), self.welcome_asked.emit)
        self._entry(helping, text("&Check this computer"), self.check_asked.emit)
        self._entry(helping, text("&About Kumonote"), self.about_asked.emit)

    def _menu(self, title: Text) -> QMenu:
        menu = self._window.menuBar().addMenu(str(title))
        follow(menu, menu.setTitle, title)
        return menu

    @staticmethod
    def _entry(
        menu: QMenu,
        words: Text,
        asked: Callable[[], object],
        key: QKeySequence.StandardKey | None = None,
    ) -> None:
        action = QAction(menu)
        follow(menu, action.setText, words)
        if key is not None:
            action.setShortcuts(key)
        action.triggered.connect(lambda _checked=False: asked())
        menu.addAction(action)

    def _languages(self) -> None:
        menu = self._menu(text("&Language"))
        group = QActionGroup(menu)
        self._of_language: dict[str, QAction] = {}
        for code, name in NAMES.items():
            entry = QAction(name, group)
            entry.setCheckable(True)
            entry.triggered.connect(lambda _checked, code=code: self.language_asked.emit(code))
            menu.addAction(entry)
            self._of_language[code] = entry
        menu.aboutToShow.connect(self._check_language)
        self._check_language()

    def _check_language(self) -> None:
        chosen = self._of_language.get(current_language())
        if chosen is not None:
            chosen.setChecked(True)
