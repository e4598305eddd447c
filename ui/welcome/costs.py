"""What costs money and what does not, with the numbers where they are known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from app.money import money_a_day, money_an_hour
from app.problems import Problem
from app.text import Text, text
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.words import Badge, Button, Label

if TYPE_CHECKING:
    from app.operations.usual_price import UsualPrice

_RUNNING, _STOPPED, _GONE, _PRACTICE = range(4)
_ROWS: Final = (
    (text("A server that runs"), text("machine, disk and public address"), text("costs money")),
    (text("A server that is stopped"), text("disk and public address only"), text("costs little")),
    (text("A deleted server"), text("nothing is left of it"), text("free")),
    (text("Practice, and Kumonote itself"), text("everything is on this computer"), text("free")),
)


class Costs(Card):
    """`asked` when the user wants the prices of today."""

    asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._amounts: list[Badge] = []
        grid = QGridLayout()
        grid.setHorizontalSpacing(SPACE * 3 // 2)
        grid.setVerticalSpacing(SPACE // 2)
        grid.setColumnStretch(1, 1)
        for row, (what, why, amount) in enumerate(_ROWS):
            name = Label(what)
            name.setWordWrap(False)
            badge = Badge(amount, "warning" if row in (_RUNNING, _STOPPED) else "good")
            grid.addWidget(name, row, 0)
            grid.addWidget(Label(why, role="muted"), row, 1)
            grid.addWidget(badge, row, 2, Qt.AlignmentFlag.AlignRight)
            self._amounts.append(badge)
        self._note = Label(
            text("Microsoft bills Azure by the hour. The wizard shows the price on every page."),
            role="muted",
        )
        self._ask = Button(text("Show &prices of today"), kind="link")
        self._ask.setObjectName("ask-prices")
        self._ask.clicked.connect(self._pressed)
        foot = QHBoxLayout()
        foot.setSpacing(SPACE)
        foot.addWidget(self._note, 1)
        foot.addWidget(self._ask)
        self.column.addWidget(Label(text("What will cost money"), heading=1))
        self.column.addLayout(grid)
        self.column.addLayout(foot)

    def show_price(self, usual: UsualPrice) -> None:
        """The numbers of a usual server; what Azure does not tell stays in words."""
        prices = usual.prices
        running, stopped = prices.running(), prices.stopped()
        if running is not None:
            hour = money_an_hour(running, prices.currency)
            self._amounts[_RUNNING].say(text("about {price} an hour", price=hour))
        if stopped is not None:
            day = money_a_day(stopped, prices.currency)
            self._amounts[_STOPPED].say(text("about {price} a day", price=day))
        self._say(
            text(
                "An estimate in {currency} for the usual size in {region}, by Azure's price list, "
                "without taxes and discounts.",
                currency=prices.currency,
                region=usual.region,
            )
        )

    def show_problem(self, problem: Problem) -> None:
        """Why there are no numbers; the user may ask again."""
        words = text("{what} {advice}", what=problem.message, advice=problem.advice)
        self._say(words, role="bad")
        self._ask.show()

    def _pressed(self) -> None:
        self._say(text("Asking Azure's public price list; nobody has to sign in for it…"))
        self.asked.emit()

    def _say(self, words: Text, *, role: str = "muted") -> None:
        self._note.set_role(role)
        self._note.say(words)
        self._ask.hide()
