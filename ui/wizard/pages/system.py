"""System, region and size, and the daily stop."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QTime
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QTimeEdit, QVBoxLayout, QWidget

from app.catalogue import Catalogue, Region, Size
from app.text import Text, text, verbatim
from app.wizard.answers import Answers, SystemKind
from ui.theme import SPACE
from ui.widgets.card import ChoiceCard, Notice
from ui.widgets.choices import Choices
from ui.widgets.language import follow
from ui.widgets.words import Check, Label
from ui.wizard.page import WizardPage, two_columns

_SYSTEMS: tuple[tuple[SystemKind, Text, tuple[Text, ...]], ...] = (
    (
        SystemKind.UBUNTU,
        text("Ubuntu"),
        (text("24.04 LTS · Linux"), text("Ready in about 2 minutes")),
    ),
    (
        SystemKind.OPENSUSE,
        text("openSUSE"),
        (text("Leap · Linux"), text("Ready in about 2 minutes")),
    ),
    (
        SystemKind.WINDOWS,
        text("Windows"),
        (text("Server 2025 Datacenter"), text("Ready in about 6 minutes")),
    ),
)


class SystemPage(WizardPage):
    """`catalogue` fills region and size; until it is there the answers' own names stand alone."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Choose a system"),
            text("All three give you the same notebook. If you are unsure, keep Ubuntu."),
            parent,
        )
        group = QButtonGroup(self)
        self._cards: dict[SystemKind, ChoiceCard] = {}
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for kind, title, lines in _SYSTEMS:
            badge = text("recommended") if kind is SystemKind.UBUNTU else None
            card = ChoiceCard(title, lines, badge=badge)
            card.button.setObjectName(f"system:{kind}")
            card.button.toggled.connect(self.changed)
            group.addButton(card.button)
            self._cards[kind] = card
            row.addWidget(card, 1)
        self._region = Choices("region")
        self._size = Choices("size")
        for box in (self._region, self._size):
            box.currentIndexChanged.connect(self.changed)
        self._quota = Label(verbatim(""), role="good")
        size = self.place("system.size", text("Si&ze"), self._size)
        size.addWidget(self._quota)
        self.body.addLayout(row)
        self.body.addWidget(self.complaint("system.kind"))
        self.body.addLayout(
            two_columns(self.place("system.region", text("&Region"), self._region), size)
        )
        self.body.addWidget(self._daily_stop())
        self.body.addWidget(self.complaint("schedule.daily_stop"))

    def show_catalogue(self, catalogue: Catalogue, answers: Answers) -> None:
        """Offer what the cloud offers, and keep what the answers say."""
        self.blockSignals(True)
        self._region.fill([(r.name, _region_words(r)) for r in catalogue.regions])
        self._size.fill([(s.name, size_words(s)) for s in catalogue.sizes if not s.restriction])
        self.blockSignals(False)
        self.show_answers(answers)
        self._show_quota(catalogue.size(answers.system.size))

    def show_answers(self, answers: Answers) -> None:
        self.blockSignals(True)
        system = answers.system
        self._cards[system.kind].button.setChecked(True)
        self._region.choose(system.region)
        self._size.choose(system.size)
        daily = answers.schedule.daily_stop
        self._stops.setChecked(bool(daily))
        if daily:
            self._time.setTime(QTime.fromString(daily, "HH:mm"))
        self._time.setEnabled(bool(daily))
        self.blockSignals(False)

    def edited(self, answers: Answers) -> Answers:
        kind = next(kind for kind, card in self._cards.items() if card.button.isChecked())
        time = self._time.time().toString("HH:mm") if self._stops.isChecked() else ""
        return replace(
            answers,
            system=replace(
                answers.system,
                kind=kind,
                region=self._region.chosen or answers.system.region,
                size=self._size.chosen or answers.system.size,
            ),
            schedule=replace(answers.schedule, daily_stop=time),
        )

    def _daily_stop(self) -> Notice:
        self._stops = Check(text("Stop it every &evening"))
        self._stops.setObjectName("daily-stop")
        self._stops.toggled.connect(self._stop_toggled)
        self._time = QTimeEdit()
        self._time.setObjectName("daily-stop-time")
        self._time.setDisplayFormat("HH:mm")
        follow(self._time, self._time.setAccessibleName, text("Time of the daily stop"))
        self._time.timeChanged.connect(self.changed)
        words = QVBoxLayout()
        words.addWidget(self._stops)
        words.addWidget(
            Label(text("A stopped server costs only its disk and address. Start it again here."))
        )
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._time)
        notice = Notice()
        notice.column.addLayout(row)
        return notice

    def _stop_toggled(self, stops: bool) -> None:
        self._time.setEnabled(stops)
        self.changed.emit()

    def _show_quota(self, size: Size | None) -> None:
        self._quota.setVisible(size is not None and size.quota_cores_left is not None)
        if size is None or size.quota_cores_left is None:
            return
        fits = size.quota_cores_left >= size.cores
        self._quota.set_role("good" if fits else "bad")
        self._quota.say(
            text("✓ Your quota allows it: {left} cores are free.", left=size.quota_cores_left)
            if fits
            else text(
                "✕ Your quota is too small: {left} cores are free.", left=size.quota_cores_left
            )
        )


def size_words(size: Size) -> Text:
    """A size in words first: "2 cores, 8 GB · Standard_B2s_v2"."""
    return text(
        "{cores} cores, {memory} GB · {name}",
        cores=size.cores,
        memory=f"{size.memory_gib:g}",
        name=size.name,
    )


def _region_words(region: Region) -> Text:
    return verbatim(region.display_name or region.name)
