"""A list to choose one of: its entries are `Text`, what is chosen is a plain value."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QComboBox, QWidget

from app.text import Text, verbatim

_FLAGS = Qt.ItemDataRole.UserRole - 1
"""Under this role a combo box's own model keeps the flags of an entry; 0 switches it off."""


class Choices(QComboBox):
    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._words: list[Text] = []
        # long entries are read in the open list; the field itself may be narrower
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)

    @property
    def chosen(self) -> str:
        """The value that is chosen; empty while there is none."""
        return str(self.currentData() or "")

    def fill(self, choices: Sequence[tuple[str, Text]], off: Collection[str] = ()) -> None:
        """Offer these values under these words, without saying that anything changed.

        Those in `off` are shown, but cannot be chosen in the list.
        """
        blocked = self.blockSignals(True)
        self.clear()
        self._words = [words for _, words in choices]
        for value, words in choices:
            self.addItem(str(words), value)
            if value in off:
                self.setItemData(self.count() - 1, 0, _FLAGS)
        self.blockSignals(blocked)

    def choose(self, value: str) -> None:
        """Choose `value`; one that is not offered is added under its own name."""
        place = self.findData(value)
        if place < 0:
            self._words.append(verbatim(value))
            self.addItem(value, value)
            place = self.count() - 1
        if place != self.currentIndex():
            self.setCurrentIndex(place)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            for place, words in enumerate(self._words):
                self.setItemText(place, str(words))
        super().changeEvent(event)
