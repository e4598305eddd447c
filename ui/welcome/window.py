"""The page before all others: welcome, language, practice or Azure, and what costs money."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon
from PySide6.QtSvgWidgets import QSvgWidget
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from app.at_start import PRACTICE
from app.text import current_language, text, verbatim
from ui.icons import icon_path
from ui.theme import SPACE
from ui.welcome.costs import Costs
from ui.widgets.card import ChoiceCard
from ui.widgets.language import NAMES, follow
from ui.widgets.update_consent import look_for_updates_check
from ui.widgets.words import Button, Label

AZURE: Final = "azure"
_WHAT_IT_DOES: Final = (
    text("It makes a machine in Azure with JupyterLab, NumPy, SciPy and more already on it."),
    text("It calls the notebook ready only after it has logged in and drawn a plot itself."),
    text("It stops the machine every evening, and deletes all of it when you say so."),
)
_GO_ON: Final = {PRACTICE: text("&Start practising"), AZURE: text("&Sign in to Azure")}


class WelcomeWindow(QDialog):
    """Exactly one of `chosen`, `put_off` and `closed` ends it.

    `updates` says whether there is a publisher to be asked for newer versions.
    """

    language_asked = Signal(str)
    chosen = Signal(str)
    """`PRACTICE` or `AZURE`."""
    put_off = Signal()
    """The user wants to see the program first and decide later: also by Escape."""
    closed = Signal()
    """By the window's own button, before anything was decided."""

    def __init__(self, parent: QWidget | None = None, *, updates: bool = False) -> None:
        super().__init__(parent)
        self.setObjectName("page")
        follow(self, self.setWindowTitle, text("Welcome to Kumonote"))
        self.setWindowIcon(QIcon(str(icon_path("kumonote"))))
        self._practice = ChoiceCard(
            text("Practice on this computer"),
            (
                text("No account needed. The notebook at the end is a real one."),
                text("The same pages as in Azure, with a cloud on this computer."),
            ),
            badge=text("free"),
        )
        self._azure = ChoiceCard(
            text("Sign in to Azure"),
            (
                text("With your own account, which Microsoft bills for what you use."),
                text("Nothing is made before you have seen its price."),
            ),
        )
        self._languages: dict[str, QRadioButton] = {}
        self._plan = Label(verbatim(""), role="muted")
        self._plan.hide()
        self.costs = Costs()
        self.look = look_for_updates_check()
        self.look.setVisible(updates)
        self._on = Button(_GO_ON[PRACTICE], kind="primary")
        self._on.setObjectName("go-on")
        self._on.setDefault(True)
        self._on.clicked.connect(self._go_on)
        self._lay_out()
        self._practice.button.setChecked(True)
        self._practice.button.setFocus(Qt.FocusReason.OtherFocusReason)
        self.setMinimumSize(900, 620)
        self.resize(1000, 680)

    def show_plan(self, file: Path) -> None:
        """Say that the plan file is not forgotten."""
        self._plan.say(text("After this page Kumonote opens {file}.", file=file.name))
        self._plan.show()

    def reject(self) -> None:
        """Escape: the program without a decision."""
        self.put_off.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        event.accept()
        self.closed.emit()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() == QEvent.Type.LanguageChange:
            self._show_language()
        super().changeEvent(event)

    @property
    def _choice(self) -> str:
        return PRACTICE if self._practice.button.isChecked() else AZURE

    def _go_on(self) -> None:
        self.chosen.emit(self._choice)

    def _choose(self, chosen: bool) -> None:
        if chosen:
            self._on.say(_GO_ON[self._choice])

    def _show_language(self) -> None:
        now = self._languages.get(current_language())
        if now is not None:
            now.setChecked(True)

    def _lay_out(self) -> None:
        inside = QWidget()
        inside.setObjectName("scrolled")
        body = QVBoxLayout(inside)
        body.setContentsMargins(SPACE * 3, SPACE * 2, SPACE * 3, SPACE * 2)
        body.setSpacing(SPACE)
        body.addLayout(self._head())
        body.addLayout(self._purpose())
        body.addSpacing(SPACE // 2)
        body.addWidget(Label(text("How do you want to begin?"), heading=1))
        body.addWidget(self._plan)
        body.addLayout(self._choices())
        body.addSpacing(SPACE // 2)
        body.addWidget(self.costs)
        body.addStretch(1)
        scroll = QScrollArea()
        scroll.setObjectName("scroll")
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(inside)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(scroll, 1)
        column.addWidget(self._foot())

    def _head(self) -> QLayout:
        cloud = QSvgWidget(str(icon_path("kumonote")))
        cloud.setFixedSize(56, 56)
        words = QVBoxLayout()
        words.setSpacing(SPACE // 4)
        words.addWidget(Label(text("Welcome to Kumonote"), heading=2))
        words.addWidget(
            Label(text("Jupyter notebook servers in your own Azure account."), role="muted")
        )
        head = QHBoxLayout()
        head.setSpacing(SPACE * 3 // 2)
        head.addWidget(cloud)
        head.addLayout(words, 1)
        head.addWidget(self._switch(), alignment=Qt.AlignmentFlag.AlignTop)
        return head

    def _switch(self) -> QWidget:
        """The languages, each by its own name: whoever reads one finds it."""
        switch = QFrame()
        switch.setProperty("kind", "card")
        row = QHBoxLayout(switch)
        row.setContentsMargins(SPACE, SPACE // 2, SPACE, SPACE // 2)
        row.setSpacing(SPACE)
        group = QButtonGroup(self)
        for code, name in NAMES.items():
            button = QRadioButton(name)
            button.setObjectName(f"language:{code}")
            button.setAccessibleName(name)
            button.clicked.connect(lambda _checked, code=code: self.language_asked.emit(code))
            group.addButton(button)
            self._languages[code] = button
            row.addWidget(button)
        self._show_language()
        return switch

    def _purpose(self) -> QLayout:
        lines = QVBoxLayout()
        lines.setSpacing(SPACE // 3)
        for words in _WHAT_IT_DOES:
            mark = Label(verbatim("✓"), role="good")
            mark.setWordWrap(False)
            line = QHBoxLayout()
            line.setSpacing(SPACE)
            line.addWidget(mark, alignment=Qt.AlignmentFlag.AlignTop)
            line.addWidget(Label(words), 1)
            lines.addLayout(line)
        return lines

    def _choices(self) -> QLayout:
        group = QButtonGroup(self)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        for name, card in ((PRACTICE, self._practice), (AZURE, self._azure)):
            card.button.setObjectName(f"begin:{name}")
            card.button.toggled.connect(self._choose)
            group.addButton(card.button)
            row.addWidget(card, 1)
        return row

    def _foot(self) -> QWidget:
        later = Button(text("&Decide later"))
        later.setObjectName("later")
        later.clicked.connect(self.reject)
        foot = QFrame()
        foot.setObjectName("foot")
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(SPACE * 2, SPACE, SPACE * 2, SPACE)
        buttons.setSpacing(SPACE)
        buttons.addWidget(later)
        buttons.addStretch()
        buttons.addWidget(self.look)
        buttons.addSpacing(SPACE)
        buttons.addWidget(self._on)
        return foot
