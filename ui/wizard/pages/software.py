"""What is installed: the notebook itself, sets of packages, samples, and the user's own."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.text import Text, text
from app.wizard.answers import Answers, SoftwareSet
from app.wizard.checks.packages import packages_in
from ui.theme import SPACE
from ui.widgets.card import Card
from ui.widgets.language import follow
from ui.widgets.words import Check, Label, put_words, text_field
from ui.wizard.page import WizardPage

_SETS: tuple[tuple[SoftwareSet, Text, Text], ...] = (
    (
        SoftwareSet.SCIENTIFIC,
        text("Scientific &Python"),
        text("SciPy, pandas, NetworkX, ipywidgets and ipyparallel."),
    ),
)


class SoftwarePage(WizardPage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Software"),
            text("The same tested versions on every server, installed in one go."),
            parent,
        )
        base = Card()
        base.column.addWidget(Label(text("JupyterLab"), heading=1))
        base.column.addWidget(
            Label(
                text("Always there: JupyterLab, Notebook, NumPy, Matplotlib and nbconvert."),
                role="muted",
            )
        )
        self._sets: dict[SoftwareSet, Check] = {}
        self.body.addWidget(base)
        for chosen, title, line in _SETS:
            self._sets[chosen] = self._check(f"set:{chosen}", title, line)
        self._samples = self._check(
            "samples",
            text("Add &sample notebooks"),
            text("Plots, rich media, network analysis and parallel computing, ready to run."),
        )
        self._packages = text_field()
        self._packages.setObjectName("packages")
        follow(
            self._packages,
            self._packages.setPlaceholderText,
            text("e.g. astropy scikit-learn>=1.5"),
        )
        self._packages.textEdited.connect(self.changed)
        self.body.addSpacing(SPACE // 2)
        self.body.addLayout(
            self.place("software.packages", text("&More Python packages"), self._packages)
        )
        self.body.addWidget(
            Label(
                text(
                    "From the package index, with blanks between them. They are not tested with "
                    "the others, and must fit their versions."
                ),
                role="muted",
            )
        )

    def show_answers(self, answers: Answers) -> None:
        self.blockSignals(True)
        software = answers.software
        for chosen, check in self._sets.items():
            check.setChecked(chosen in software.sets)
        self._samples.setChecked(software.samples)
        if packages_in(self._packages.text()) != software.packages:
            put_words(self._packages, " ".join(software.packages))
        self.blockSignals(False)

    def edited(self, answers: Answers) -> Answers:
        software = replace(
            answers.software,
            sets=tuple(chosen for chosen, check in self._sets.items() if check.isChecked()),
            samples=self._samples.isChecked(),
            packages=packages_in(self._packages.text()),
        )
        return replace(answers, software=software)

    def _check(self, name: str, title: Text, line: Text) -> Check:
        check = Check(title)
        check.setObjectName(name)
        check.toggled.connect(self.changed)
        card = Card()
        card.column.addWidget(check)
        card.column.addWidget(Label(line, role="muted"))
        self.body.addWidget(card)
        return check
