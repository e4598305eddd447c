"""The switch of the language while the windows are open, and who follows it.

Qt sends `LanguageChange` to every window, from there to all their children. Widgets of
`ui.widgets.words` answer by rendering their `Text` again; everything else that has words (a
placeholder, an accessible name, an entry of a menu, a window's title) is followed up by `follow`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QEvent, QLibraryInfo, QObject, QTranslator
from PySide6.QtWidgets import QApplication, QWidget

from app.text import ENGLISH, LANGUAGES, Text, use_language

NAMES: Final = {ENGLISH: "English", "ja": "日本語"}
"""The languages by the names that their own readers give them."""

_QT_WORDS: Final = "qt-words"


def language_of_system(application: QApplication) -> str:
    """The system's language if we have it, else English."""
    code = application.inputMethod().locale().name().partition("_")[0]
    return code if code in LANGUAGES else ENGLISH


def switch_language(language: str) -> None:
    """Show the whole application in `language`, at once."""
    use_language(language)
    application = QApplication.instance()
    if isinstance(application, QApplication):
        _translate_qt(application, language)
        for window in application.topLevelWidgets():
            QApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))


class Followed(QObject):
    """Words that something shows, in the language of the moment. Lives with its widget."""

    def __init__(self, widget: QWidget, show: Callable[[str], object], words: Text) -> None:
        super().__init__(widget)
        self._show = show
        self._words = words
        show(str(words))

    def say(self, words: Text) -> None:
        """Show other words from now on."""
        self._words = words
        self._show(str(words))

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LanguageChange:
            self._show(str(self._words))
            return True
        return super().event(event)


def follow(widget: QWidget, show: Callable[[str], object], words: Text) -> Followed:
    """Call `show` with `words` now and after every switch, as long as `widget` lives."""
    return Followed(widget, show, words)


def _translate_qt(application: QApplication, language: str) -> None:
    """Qt's own words: entries of context menus, buttons of file dialogs."""
    for old in application.findChildren(QTranslator, _QT_WORDS):
        application.removeTranslator(old)
        old.deleteLater()
    translator = QTranslator(application)
    translator.setObjectName(_QT_WORDS)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if language != ENGLISH and translator.load(f"qtbase_{language}", folder):
        application.installTranslator(translator)
    else:
        translator.deleteLater()
