"""System, region and size, what they cost, and the daily stop."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from PySide6.QtCore import Qt, QTime, QTimer, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QSpinBox,
    QTimeEdit,
    QVBoxLayout,
    QWidget,
)

from app.ages import Ago
from app.catalogue import HOURS_PER_DAY, Catalogue
from app.money import HOURS_A_DAY, money_an_hour
from app.nearness import in_order, nearest_region
from app.text import Text, text, verbatim
from app.wizard.answers import Answers, SystemKind
from ui.theme import SPACE
from ui.widgets.card import ChoiceCard, Notice
from ui.widgets.choices import Choices
from ui.widgets.language import follow
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.words import Button, Check, Label, caption
from ui.wizard.page import WizardPage, two_columns
from ui.wizard.pages.system_notice import SystemNotice
from ui.wizard.pages.system_words import (
    quota_words,
    region_hint,
    region_words,
    release_words,
    size_choices,
    use_hint,
)

_SYSTEMS: Final[tuple[tuple[SystemKind, Text, tuple[Text, ...]], ...]] = (
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
_A_MINUTE_MS: Final = 60_000


class SystemPage(WizardPage):
    """`catalogue` fills region and size; until it is there the answers' own names stand alone."""

    list_asked = Signal()
    """The user wants to see all sizes."""
    refresh_asked = Signal()
    """The user wants the cloud asked anew."""
    terms_asked = Signal()
    """The user wants to read the terms of the chosen system."""
    use_changed = Signal(int)
    """Hours a day that the server will run, for reckoning a month."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Choose a system"),
            text("All three give you the same notebook. If you are unsure, keep Ubuntu."),
            parent,
        )
        self._offers: Catalogue | None = None
        self._answers = Answers()
        self.problem = ProblemPanel(())
        self.body.addWidget(self.problem)
        self.body.addLayout(self._systems())
        self.body.addWidget(self.complaint("system.kind"))
        self._notice = SystemNotice()
        self._notice.terms_asked.connect(self.terms_asked)
        self.body.addWidget(self._notice)
        self.body.addLayout(two_columns(self._regions(), self._sizes()))
        self.body.addWidget(self._daily_stop())
        self.body.addWidget(self.complaint("schedule.daily_stop"))
        self.body.addLayout(self._foot())
        self._growing_old = QTimer(self)
        self._growing_old.setInterval(_A_MINUTE_MS)
        self._growing_old.timeout.connect(self._show_age)

    def show_catalogue(self, catalogue: Catalogue, answers: Answers) -> None:
        """Offer what the cloud offers, and keep what the answers say."""
        self._offers = catalogue
        nearest = nearest_region(catalogue.regions, answers.schedule.time_zone)
        regions = in_order(catalogue.regions, nearest)
        self._region.fill(
            [(region.name, region_words(region)) for region in regions],
            off=[region.name for region in regions if not region.allowed],
        )
        for kind, card in self._cards.items():
            image = catalogue.images.get(kind)
            card.button.setEnabled(image is not None)
            card.say_line(0, release_words(kind, image))
        self.show_answers(answers)

    def show_busy(self, busy: bool) -> None:
        """Whether the cloud is being asked at the moment."""
        self._refresh.setEnabled(not busy)
        self._refresh.say(text("Asking Azure…") if busy else text("&Look again"))

    def thank_for_terms(self) -> None:
        """The terms of the chosen system are accepted."""
        self._notice.say_accepted()

    def show_use(self, hours_a_day: int) -> None:
        """The hours a day that a month is reckoned with."""
        self._use.blockSignals(True)
        self._use.setValue(hours_a_day)
        self._use.blockSignals(False)

    def show_answers(self, answers: Answers) -> None:
        self._answers = answers
        self.blockSignals(True)
        system = answers.system
        if self._offers is not None and self._offers.region == system.region:
            self._size.fill(size_choices(self._offers, system.size))
        self._cards[system.kind].button.setChecked(True)
        self._region.choose(system.region)
        self._size.choose(system.size)
        daily = answers.schedule.daily_stop
        self._stops.setChecked(bool(daily))
        if daily:
            self._time.setTime(QTime.fromString(daily, "HH:mm"))
        self._time.setEnabled(bool(daily))
        self.blockSignals(False)
        self._show_facts()

    def edited(self, answers: Answers) -> Answers:
        kind = next(kind for kind, card in self._cards.items() if card.button.isChecked())
        time = self._time.time().toString("HH:mm") if self._stops.isChecked() else ""
        self._answers = replace(
            answers,
            system=replace(
                answers.system,
                kind=kind,
                region=self._region.chosen or answers.system.region,
                size=self._size.chosen or answers.system.size,
            ),
            schedule=replace(answers.schedule, daily_stop=time),
        )
        self._show_facts()
        return self._answers

    def choose_size(self, name: str) -> None:
        """Choose a size as the user would, from the short list or beside it."""
        if self._offers is not None:
            self._size.fill(size_choices(self._offers, name))
        self._size.choose(name)
        self.changed.emit()

    def _show_facts(self) -> None:
        """Say what is known of the choices beside them."""
        system, offers = self._answers.system, self._offers
        known = offers if offers is not None and offers.region == system.region else None
        size = known.size(system.size) if known else None
        quota = quota_words(size) if size else None
        self._quota.setVisible(quota is not None)
        if quota is not None:
            self._quota.set_role(quota[0])
            self._quota.say(quota[1])
        hint = use_hint(known, system.size) if known else verbatim("")
        self._use_hint.say(hint)
        self._use_hint.setVisible(bool(str(hint)))
        self._region_hint.say(region_hint(offers, self._answers) if offers else verbatim(""))
        self._whole.setEnabled(known is not None)
        self._notice.show_image(known.images.get(system.kind) if known else None)
        prices = known.prices.get((system.size, system.kind)) if known else None
        stopped = prices.stopped() if prices else None
        self._rest.say(
            text("A stopped server costs only its disk and address. Start it again here.")
            if prices is None or stopped is None
            else text(
                "A stopped server costs only its disk and address: {price} / hour. Start it again"
                " here.",
                price=money_an_hour(stopped, prices.currency),
            )
        )
        self._show_age()

    def _show_age(self) -> None:
        when = self._offers.as_of if self._offers is not None else None
        self._age.say(
            verbatim("") if when is None else text("Sizes and prices as of {when}", when=Ago(when))
        )
        if when is not None and not self._growing_old.isActive():
            self._growing_old.start()

    def _systems(self) -> QHBoxLayout:
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
        return row

    def _regions(self) -> QVBoxLayout:
        self._region = Choices("region")
        self._region.currentIndexChanged.connect(self.changed)
        self._region_hint = Label(verbatim(""), role="muted")
        column = self.place("system.region", text("&Region"), self._region)
        column.addWidget(self._region_hint)
        return column

    def _sizes(self) -> QVBoxLayout:
        self._size = Choices("size")
        self._size.currentIndexChanged.connect(self.changed)
        self._quota = Label(verbatim(""), role="good")
        self._use_hint = Label(verbatim(""), role="muted")
        self._whole = Button(text("&All sizes…"), kind="link")
        self._whole.setObjectName("all-sizes")
        self._whole.clicked.connect(self.list_asked)
        column = self.place("system.size", text("Si&ze"), self._size)
        column.addWidget(self._quota)
        row = QHBoxLayout()
        row.addWidget(self._use_hint, 1)
        row.addStretch()
        row.addWidget(self._whole, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        return column

    def _daily_stop(self) -> Notice:
        self._stops = Check(text("Stop it every &evening"))
        self._stops.setObjectName("daily-stop")
        self._stops.toggled.connect(self._stop_toggled)
        self._time = QTimeEdit()
        self._time.setObjectName("daily-stop-time")
        self._time.setDisplayFormat("HH:mm")
        follow(self._time, self._time.setAccessibleName, text("Time of the daily stop"))
        self._time.timeChanged.connect(self.changed)
        self._rest = Label(
            text("A stopped server costs only its disk and address. Start it again here.")
        )
        words = QVBoxLayout()
        words.addWidget(self._stops)
        words.addWidget(self._rest)
        row = QHBoxLayout()
        row.addLayout(words, 1)
        row.addWidget(self._time)
        notice = Notice()
        notice.column.addLayout(row)
        return notice

    def _foot(self) -> QHBoxLayout:
        self._use = QSpinBox()
        self._use.setObjectName("hours-a-day")
        self._use.setRange(1, HOURS_PER_DAY)
        self._use.setValue(HOURS_A_DAY)
        self._use.valueChanged.connect(self.use_changed)
        self._age = Label(verbatim(""), role="muted")
        self._age.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._refresh = Button(text("&Look again"), kind="link")
        self._refresh.setObjectName("refresh")
        self._refresh.clicked.connect(self.refresh_asked)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(caption(text("Hours of &use a day, for the monthly cost"), self._use))
        row.addWidget(self._use)
        row.addWidget(self._age, 1)
        row.addWidget(self._refresh)
        return row

    def _stop_toggled(self, stops: bool) -> None:
        self._time.setEnabled(stops)
        self.changed.emit()
