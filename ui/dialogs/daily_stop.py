"""When a server stops every day, or that it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTime, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QTimeEdit, QVBoxLayout, QWidget

from app.text import text, verbatim
from app.wizard.time_zones import known_time_zones, time_zone_here
from ui.theme import SPACE
from ui.widgets.choices import Choices
from ui.widgets.language import follow
from ui.widgets.words import Button, Check, Label, caption

if TYPE_CHECKING:
    from app.operations.daily_stop import DailyStop

_USUAL = QTime(19, 0)
_FORMAT = "HH:mm"


class DailyStopDialog(QDialog):
    """`agreed` carries a time ("HH:MM", empty for never) and an IANA time zone.

    `time` and `time_zone` are what stands there at the moment.
    """

    agreed = Signal(str, str)

    def __init__(self, server: str, now: DailyStop, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Daily stop of {name}", name=server))
        self._on = Check(text("&Stop the server every day"))
        self._on.setObjectName("daily-stop")
        self._on.setChecked(bool(now.time))
        self._on.toggled.connect(self._show_choice)
        self._time = QTimeEdit(QTime.fromString(now.time, _FORMAT) if now.time else _USUAL)
        self._time.setObjectName("time")
        self._time.setDisplayFormat(_FORMAT)
        self._zone = Choices("time-zone")
        self._zone.fill([(name, verbatim(name)) for name in known_time_zones()])
        self._zone.choose(now.time_zone or time_zone_here())
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE * 2)
        column.setSpacing(SPACE)
        column.addWidget(Label(text("Daily stop of {name}", name=server), heading=1))
        column.addWidget(
            Label(
                text(
                    "A stopped server costs only its disk and its address. "
                    "Running notebooks end; their files stay."
                ),
                role="muted",
            )
        )
        column.addWidget(self._on)
        for words, field in ((text("&Time"), self._time), (text("Time &zone"), self._zone)):
            column.addWidget(caption(words, field))
            column.addWidget(field)
        column.addStretch()
        cancel = Button(text("Cancel"))
        cancel.setObjectName("answer:no")
        cancel.clicked.connect(self.reject)
        save = Button(text("Save"), kind="primary")
        save.setObjectName("answer:yes")
        save.setDefault(True)
        save.clicked.connect(self._agree)
        foot = QHBoxLayout()
        foot.addStretch()
        foot.addWidget(cancel)
        foot.addWidget(save)
        column.addLayout(foot)
        self.setMinimumSize(460, 370)
        self._show_choice()

    @property
    def time(self) -> str:
        return self._time.time().toString(_FORMAT) if self._on.isChecked() else ""

    @property
    def time_zone(self) -> str:
        return self._zone.chosen

    def _agree(self) -> None:
        self.agreed.emit(self.time, self.time_zone)
        self.accept()

    def _show_choice(self) -> None:
        for field in (self._time, self._zone):
            field.setEnabled(self._on.isChecked())
