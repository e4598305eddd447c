"""What is installed: the scientific stack, sample notebooks, and when the server stops."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtWidgets import QWidget

from app.text import text
from app.wizard.answers import Answers
from ui.widgets.card import Card
from ui.widgets.words import Check, Label
from ui.wizard.page import WizardPage


class SoftwarePage(WizardPage):
    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(
            text("Software"),
            text("The same tested versions on every server, installed in one go."),
            parent,
        )
        stack = Card()
        stack.column.addWidget(Label(text("JupyterLab with scientific Python"), heading=1))
        stack.column.addWidget(
            Label(
                text(
                    "JupyterLab, Notebook, NumPy, SciPy, Matplotlib, pandas, NetworkX, "
                    "ipywidgets, ipyparallel, nbconvert."
                ),
                role="muted",
            )
        )
        self._samples = Check(text("Add &sample notebooks"))
        self._samples.setObjectName("samples")
        self._samples.toggled.connect(self.changed)
        self.body.addWidget(stack)
        self.body.addWidget(self._samples)
        self.body.addWidget(
            Label(
                text("Plots, rich media, network analysis and parallel computing, ready to run."),
                role="muted",
            )
        )

    def show_answers(self, answers: Answers) -> None:
        self.blockSignals(True)
        self._samples.setChecked(answers.software.samples)
        self.blockSignals(False)

    def edited(self, answers: Answers) -> Answers:
        software = replace(answers.software, samples=self._samples.isChecked())
        return replace(answers, software=software)
