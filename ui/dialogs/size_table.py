"""The whole list of machine sizes as a table model, and the filter over it."""

from __future__ import annotations

from typing import Any, Final

from PySide6.QtCore import (
    QAbstractTableModel,
    QModelIndex,
    QPersistentModelIndex,
    QSortFilterProxyModel,
    Qt,
)

from app.catalogue import Catalogue, Prices, Size
from app.money import money_an_hour
from app.text import Text, text, verbatim
from app.wizard.answers import SystemKind
from app.wizard.checks.system import obstacle

Index = QModelIndex | QPersistentModelIndex

NAME, STATE, CORES, MEMORY, GPUS, PRICE = range(6)
_HEADS: Final = (
    text("Name"),
    text("Can be had"),
    text("Cores"),
    text("Memory"),
    text("GPUs"),
    text("Price / hour"),
)
_LAST: Final = PRICE
SORTS_BY: Final = Qt.ItemDataRole.UserRole
_LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class SizeTable(QAbstractTableModel):
    """A row for each size of a catalogue, with its price for one system."""

    def __init__(self, offers: Catalogue, kind: SystemKind) -> None:
        super().__init__()
        self._offers = offers
        self._kind = kind

    def size_at(self, row: int) -> Size:
        return self._offers.sizes[row]

    def row_of(self, name: str) -> int:
        """The row of the size called `name`; -1 if there is none."""
        names = [size.name.lower() for size in self._offers.sizes]
        return names.index(name.lower()) if name.lower() in names else -1

    def price_of(self, size: Size) -> Prices | None:
        return self._offers.prices.get((size.name, self._kind))

    def show_offers(self, offers: Catalogue) -> None:
        """Show the same sizes with what is known by now: more prices, other quota."""
        if [s.name for s in offers.sizes] == [s.name for s in self._offers.sizes]:
            self._offers = offers
            last = self.index(len(offers.sizes) - 1, _LAST)
            self.dataChanged.emit(self.index(0, 0), last)
        else:
            self.beginResetModel()
            self._offers = offers
            self.endResetModel()

    def speak_anew(self) -> None:
        """After a switch of the language."""
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, NAME, _LAST)
        if self._offers.sizes:
            last = self.index(len(self._offers.sizes) - 1, _LAST)
            self.dataChanged.emit(self.index(0, 0), last)

    def rowCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(self._offers.sizes)

    def columnCount(self, parent: Index | None = None) -> int:
        return 0 if parent is not None and parent.isValid() else len(_HEADS)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if section >= CORES else _LEFT
        if role != Qt.ItemDataRole.DisplayRole or orientation is not Qt.Orientation.Horizontal:
            return None
        return str(_HEADS[section])

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        size, column = self._offers.sizes[index.row()], index.column()
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return _RIGHT if column >= CORES else _LEFT
        if role == SORTS_BY:
            return self._sort_key(size, column)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return str(self._words(size, column))
        return None

    def _words(self, size: Size, column: int) -> Text:
        match column:
            case 0:
                return verbatim(size.name)
            case 1:
                return obstacle(size) or text("yes")
            case 2:
                return verbatim(str(size.cores))
            case 3:
                return text("{n} GB", n=f"{size.memory_gib:g}")
            case 4:
                return verbatim(str(size.gpus or ""))
            case _:
                return _price_words(self.price_of(size))

    def _sort_key(self, size: Size, column: int) -> Any:
        prices = self.price_of(size)
        running = prices.running() if prices else None
        keys = (
            size.name.lower(),
            obstacle(size) is not None,
            size.cores,
            size.memory_gib,
            size.gpus,
            float("inf") if running is None else running,
        )
        return keys[column]


class SizeFilter(QSortFilterProxyModel):
    """Lets through what has all the words that were typed and, if wanted, what can be had."""

    def __init__(self, table: SizeTable) -> None:
        super().__init__()
        self._table = table
        self._words: list[str] = []
        self._only_available = True
        self.setSourceModel(table)
        self.setSortRole(SORTS_BY)
        # a price that arrives must not move rows away under the cursor
        self.setDynamicSortFilter(False)

    def look_for(self, typed: str, *, only_available: bool) -> None:
        self._words = typed.lower().split()
        self._only_available = only_available
        self.invalidate()

    def filterAcceptsRow(self, row: int, _parent: Index) -> bool:
        size = self._table.size_at(row)
        if self._only_available and obstacle(size) is not None:
            return False
        gpu = "gpu" if size.gpus else ""
        # words without a unit are about the name: "8" would find nearly everything
        cores, memory = f"{size.cores}cores", f"{size.memory_gib:g}gb"
        terms = [size.name.lower(), size.family.lower(), gpu]
        return all(
            word in (cores, memory) or any(word in term for term in terms) for word in self._words
        )


def _price_words(prices: Prices | None) -> Text:
    running = prices.running() if prices else None
    if prices is None or running is None:
        return verbatim("")
    return verbatim(str(money_an_hour(running, prices.currency)))
