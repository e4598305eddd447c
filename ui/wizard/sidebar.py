"""The steps at the left: where you are, where you may go back to, and the price at the foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from app.text import Text, text, verbatim
from ui.icons import icon_path
from ui.theme import SPACE
from ui.widgets.words import Label
from ui.wizard.stage import Place, Stage

WIDTH = 232


class Sidebar(QWidget):
    """`chosen` carries the id of a visited page that the user clicked."""

    chosen = Signal(str)

    def __init__(self, pages: Sequence[tuple[str, Text]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidebar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedWidth(WIDTH)
        self._stages: dict[str, Stage] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(0, SPACE * 3 // 2, 0, SPACE)
        column.setSpacing(0)
        column.addLayout(self._brand())
        column.addSpacing(SPACE)
        for number, (page, title) in enumerate(pages, start=1):
            stage = Stage(number, page, title)
            stage.clicked.connect(lambda _checked=False, page=page: self.chosen.emit(page))
            self._stages[page] = stage
            column.addWidget(stage)
        column.addStretch()
        column.addWidget(self._rule())
        column.addLayout(self._price())

    def show_place(self, here: str, visited: Sequence[str], *, locked: bool = False) -> None:
        """Mark the page `here`; only `visited` ones can be clicked, none while `locked`."""
        for page, stage in self._stages.items():
            done = page in visited and page != here
            place = Place.HERE if page == here else Place.DONE if done else Place.LATER
            stage.show_place(place, reachable=page in visited and not locked)

    def show_price(self, per_hour: Text, per_month: Text) -> None:
        self._per_hour.say(per_hour)
        self._per_month.say(per_month)

    def _brand(self) -> QHBoxLayout:
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(30, 30)
        name = Label(verbatim("Kumonote"), heading=1)
        row = QHBoxLayout()
        row.setContentsMargins(SPACE * 3 // 2, 0, SPACE, 0)
        row.setSpacing(SPACE)
        row.addWidget(cloud)
        row.addWidget(name)
        row.addStretch()
        return row

    def _price(self) -> QVBoxLayout:
        self._per_hour = Label(verbatim("—"), heading=1)
        self._per_month = Label(verbatim(""), role="muted")
        box = QVBoxLayout()
        box.setContentsMargins(SPACE * 3 // 2, SPACE, SPACE, 0)
        box.addWidget(Label(text("Estimated cost"), role="muted"))
        box.addWidget(self._per_hour)
        box.addWidget(self._per_month)
        return box

    @staticmethod
    def _rule() -> QFrame:
        rule = QFrame()
        rule.setObjectName("rule")
        rule.setFixedHeight(1)
        return rule
