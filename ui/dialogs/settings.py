"""The settings of this computer, as a form. `app.settings` checks and writes them."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pydantic import ValidationError
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.settings import CURRENCIES, Settings, load, save
from app.settings_errors import SettingsError, variable_finding
from app.text import Text, text, verbatim
from ui.theme import SPACE
from ui.widgets.choices import Choices
from ui.widgets.language import NAMES, follow
from ui.widgets.problem_panel import ProblemPanel
from ui.widgets.update_consent import look_for_updates_check
from ui.widgets.words import Button, Label, caption, put_words, text_field
from ui.wizard.page import Complaint, two_columns

Place = tuple[str, ...]

_FIELDS: Final[tuple[tuple[Text, tuple[tuple[Place, Text], ...]], ...]] = (
    (
        text("New machines"),
        (
            (("guest", "package_index"), text("Package &index")),
            (("guest", "proxy"), text("Pro&xy")),
        ),
    ),
    (
        text("Prices"),
        (
            (("prices", "currency"), text("Cu&rrency")),
            (("prices", "hours_a_day"), text("&Hours of use a day")),
        ),
    ),
    (
        text("Azure"),
        (
            (("azure", "tenant"), text("&Tenant")),
            (("azure", "client_id"), text("Client &ID")),
            (("azure", "cloud"), text("Clou&d")),
            (("azure", "public_address_service"), text("Address &look-up service")),
        ),
    ),
    (
        text("Practice mode"),
        (
            (("practice", "speed"), text("Sp&eed: how many times as fast as Azure")),
            (("practice", "guest"), text("&Kind of machine")),
        ),
    ),
)
_CHOICES: Final[dict[Place, tuple[tuple[str, Text], ...]]] = {
    ("prices", "currency"): (
        ("", text("That of my country")),
        *((code, verbatim(code)) for code in CURRENCIES),
    ),
    ("azure", "cloud"): (
        ("public", text("Azure")),
        ("china", text("Azure China")),
        ("us-government", text("Azure Government (USA)")),
    ),
    ("practice", "guest"): (
        ("auto", text("The best that this computer can run")),
        ("booted", text("A whole booted system")),
        ("reduced", text("A reduced one")),
    ),
}


class SettingsDialog(QDialog):
    """`chosen` are the settings as they were saved; None before.

    `updates` says whether there is a publisher to be asked for newer versions.
    """

    def __init__(self, path: Path, parent: QWidget | None = None, *, updates: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        self._path = path
        self.chosen: Settings | None = None
        self.problem = ProblemPanel(())
        self._complaints: dict[Place, Complaint] = {}
        self._lines: dict[Place, QLineEdit] = {}
        self._lists: dict[Place, Choices] = {}
        self._captions: dict[Place, Text] = {}
        self._language = Choices("language")
        self._language.fill(
            (("", text("That of the system")), *((c, verbatim(n)) for c, n in NAMES.items()))
        )
        self._look = look_for_updates_check()
        self._look.setVisible(updates)
        follow(self, self.setWindowTitle, text("Settings"))
        self._lay_out()
        self.setMinimumSize(680, 560)
        self._before = self._loaded()
        self._show(self._before)

    def _loaded(self) -> Settings:
        """What the file says, whatever the environment puts on top of it."""
        try:
            return load(self._path, {})
        except SettingsError as error:
            self.problem.show_problem(error.problem)
            return Settings()

    def _show(self, settings: Settings) -> None:
        values = settings.model_dump()
        self._language.choose(settings.language)
        self._look.setChecked(settings.updates.look)
        for place, line in self._lines.items():
            value = values[place[0]][place[1]]
            put_words(line, f"{value:g}" if isinstance(value, float) else str(value))
        for place, box in self._lists.items():
            box.choose(str(values[place[0]][place[1]]))

    def _save(self) -> None:
        values = self._before.model_dump()  # what the form does not show stays as it was
        values["language"] = self._language.chosen
        values["updates"]["look"] = self._look.isChecked()
        for place, line in self._lines.items():
            values[place[0]][place[1]] = line.text().strip()
        for place, box in self._lists.items():
            values[place[0]][place[1]] = box.chosen
        for complaint in self._complaints.values():
            complaint.complain(None)
        try:
            settings = Settings.model_validate(values)
        except ValidationError as error:
            self._complain([tuple(map(str, found["loc"])) for found in error.errors()])
            return
        save(settings, self._path)
        self.chosen = settings
        self.accept()

    def _complain(self, places: list[Place]) -> None:
        for place in places:
            name = str(self._captions[place]).replace("&", "")
            self._complaints[place].complain(variable_finding(name, place).sentence)
        first = self._lines.get(places[0])
        if first is not None:
            first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        body = QVBoxLayout(inside)
        body.setContentsMargins(SPACE * 2, SPACE * 2, SPACE * 2, SPACE)
        body.setSpacing(SPACE)
        body.addWidget(self.problem)
        language = QVBoxLayout()
        language.setSpacing(SPACE // 2)
        language.addWidget(caption(text("Lan&guage"), self._language))
        language.addWidget(self._language)
        body.addLayout(two_columns(language, QVBoxLayout()))
        body.addWidget(self._look)
        for title, fields in _FIELDS:
            body.addWidget(Label(title, heading=1))
            body.addLayout(two_columns(*(self._cell(place, words) for place, words in fields)))
        body.addStretch()
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        cancel = Button(text("Cancel"))
        cancel.clicked.connect(self.reject)
        keep = Button(text("&Save"), kind="primary")
        keep.setObjectName("save")
        keep.setDefault(True)
        keep.clicked.connect(self._save)
        foot = QFrame()
        foot.setObjectName("foot")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        buttons.setSpacing(SPACE)
        buttons.addStretch()
        buttons.addWidget(cancel)
        buttons.addWidget(keep)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(foot)

    def _cell(self, place: Place, words: Text) -> QVBoxLayout:
        self._captions[place] = words
        self._complaints[place] = Complaint()
        field: QWidget
        if place in _CHOICES:
            self._lists[place] = Choices(".".join(place))
            self._lists[place].fill(_CHOICES[place])
            field = self._lists[place]
        else:
            self._lines[place] = text_field()
            self._lines[place].setObjectName(".".join(place))
            field = self._lines[place]
        cell = QVBoxLayout()
        cell.setSpacing(SPACE // 2)
        cell.addWidget(caption(words, field))
        cell.addWidget(field)
        cell.addWidget(self._complaints[place])
        return cell
