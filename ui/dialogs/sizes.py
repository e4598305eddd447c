"""All machine sizes of a region, to search and to choose from. One click behind the short list."""

from __future__ import annotations

from typing import Final

from PySide6.QtCore import QEvent, QItemSelectionModel, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from app.catalogue import Catalogue, Size
from app.text import Text, text, verbatim
from app.wizard.answers import SystemKind
from app.wizard.checks.system import obstacle
from ui.dialogs.size_table import NAME, STATE, SizeFilter, SizeTable
from ui.theme import SPACE
from ui.widgets.language import follow
from ui.widgets.words import Button, Check, Label, caption, text_field

_SETTLES_AFTER_MS: Final = 250
"""Prices of the rows in sight are asked for once scrolling and typing have paused."""


class SizesDialog(QDialog):
    """`chosen` is the name of the size once the dialog was accepted; "" before."""

    prices_wanted = Signal(list)
    """Names of the sizes in sight whose prices are not known."""

    def __init__(
        self, offers: Catalogue, kind: SystemKind, current: str, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self.chosen = ""
        self._table = SizeTable(offers, kind)
        self._filter = SizeFilter(self._table)
        self._settling = QTimer(self)
        self._settling.setSingleShot(True)
        self._settling.setInterval(_SETTLES_AFTER_MS)
        self._settling.timeout.connect(self._ask_for_prices)
        follow(self, self.setWindowTitle, text("All sizes"))
        self._search = text_field()
        self._search.setObjectName("search")
        self._search.setClearButtonEnabled(True)
        follow(
            self._search,
            self._search.setPlaceholderText,
            text("For example: D4s, 4cores, 16gb, gpu"),
        )
        self._only = Check(text("Only what I can &have"))
        self._only.setChecked(True)
        self._count = Label(verbatim(""), role="muted")
        self._about = Label(verbatim(""), role="muted")
        self._choose = Button(text("&Choose"), kind="primary")
        self._choose.setObjectName("choose")
        self._choose.setDefault(True)
        self._view = self._make_view()
        self._lay_out()
        self._search.textChanged.connect(self._narrow)
        self._search.installEventFilter(self)
        self._only.toggled.connect(self._narrow)
        self._choose.clicked.connect(self._take)
        self._view.doubleClicked.connect(self._take)
        self._view.selectionModel().selectionChanged.connect(self._show_selected)
        self._view.verticalScrollBar().valueChanged.connect(self._settling.start)
        self.setMinimumSize(780, 560)
        self._narrow()
        self._select(current)
        self._search.setFocus()

    def show_offers(self, offers: Catalogue) -> None:
        """Show the same sizes with what is known by now."""
        self._table.show_offers(offers)
        self._show_selected()

    @property
    def selected(self) -> Size | None:
        rows = self._view.selectionModel().selectedRows()
        return self._table.size_at(self._filter.mapToSource(rows[0]).row()) if rows else None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """From the search field, the arrow keys lead into the table."""
        if (
            watched is self._search
            and isinstance(event, QKeyEvent)
            and event.type() == QEvent.Type.KeyPress
            and event.key() in (Qt.Key.Key_Down, Qt.Key.Key_Up)
        ):
            self._view.setFocus(Qt.FocusReason.TabFocusReason)
            if self.selected is None and self._filter.rowCount():
                self._view.selectRow(0)
            return True
        return super().eventFilter(watched, event)

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._table.speak_anew()
            self._show_selected()
        super().changeEvent(event)

    def _narrow(self) -> None:
        before = self.selected
        self._filter.look_for(self._search.text(), only_available=self._only.isChecked())
        self._count.say(
            text(
                "{shown} of {all} sizes", shown=self._filter.rowCount(), all=self._table.rowCount()
            )
        )
        if before is not None:
            self._select(before.name)
        self._show_selected()
        self._settling.start()

    def _select(self, name: str) -> None:
        row = self._table.row_of(name)
        place = self._filter.mapFromSource(self._table.index(row, NAME)) if row >= 0 else None
        if place is None or not place.isValid():
            self._view.clearSelection()
            return
        how = QItemSelectionModel.SelectionFlag
        self._view.selectionModel().setCurrentIndex(place, how.ClearAndSelect | how.Rows)
        self._view.scrollTo(place, QAbstractItemView.ScrollHint.PositionAtCenter)

    def _show_selected(self) -> None:
        size = self.selected
        self._choose.setEnabled(size is not None and obstacle(size) is None)
        self._about.say(verbatim("") if size is None else _about(size))

    def _take(self, _place: object = None) -> None:
        size = self.selected
        if size is not None and obstacle(size) is None:
            self.chosen = size.name
            self.accept()

    def _ask_for_prices(self) -> None:
        first = max(0, self._view.rowAt(0))
        last = self._view.rowAt(self._view.viewport().height())
        end = self._filter.rowCount() if last < 0 else last + 1
        rows = (self._source_row(row) for row in range(first, end))
        sizes = [self._table.size_at(row) for row in rows]
        names = [size.name for size in sizes if self._table.price_of(size) is None]
        if names:
            self.prices_wanted.emit(names)

    def _source_row(self, row: int) -> int:
        return self._filter.mapToSource(self._filter.index(row, NAME, QModelIndex())).row()

    def _make_view(self) -> QTableView:
        view = QTableView()
        view.setObjectName("sizes")
        view.setModel(self._filter)
        view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        view.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        view.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        view.setTabKeyNavigation(False)  # Tab leads on to the buttons
        view.setShowGrid(False)
        view.setWordWrap(False)
        view.setSortingEnabled(True)
        view.sortByColumn(NAME, Qt.SortOrder.AscendingOrder)
        view.verticalHeader().hide()
        heads = view.horizontalHeader()
        heads.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        heads.setSectionResizeMode(STATE, QHeaderView.ResizeMode.Stretch)
        heads.setHighlightSections(False)
        follow(view, view.setAccessibleName, text("All sizes"))
        return view

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(SPACE)
        top.addWidget(caption(text("&Search"), self._search))
        top.addWidget(self._search, 1)
        top.addWidget(self._only)
        body = QVBoxLayout()
        body.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE)
        body.setSpacing(SPACE)
        body.addLayout(top)
        body.addWidget(self._view, 1)
        below = QHBoxLayout()
        self._count.setWordWrap(False)
        below.addWidget(self._about, 1)
        below.addWidget(self._count)
        body.addLayout(below)
        cancel = Button(text("Cancel"))
        cancel.clicked.connect(self.reject)
        foot = QFrame()
        foot.setObjectName("foot")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(self._choose)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(body, 1)
        column.addWidget(foot)


def _about(size: Size) -> Text:
    why_not = obstacle(size)
    if why_not is not None:
        return text("{size} cannot be had: {why}.", size=size.name, why=why_not)
    tier = size.tightest
    if tier is None:
        return text("{size} can be had.", size=size.name)
    return text(
        "{size} can be had: {used} of {limit} cores are in use ({tier}).",
        size=size.name,
        used=tier.used,
        limit=tier.limit,
        tier=tier.title,
    )
