"""The answers so far as a plan file, where the user wants it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from app.guest.errors import local_file_failed
from app.planfile import dump
from app.text import text
from app.wizard.answers import Answers
from ui.dialogs.problem import ProblemDialog

SUFFIX = "kumonote"


def save_as_plan_file(answers: Answers, window: QWidget) -> None:
    """Ask where to, and write `answers` there. They hold no secret, and whoever gets the file
    works in another account and from another address.
    """
    dialog = QFileDialog(window, str(text("Save as plan file")))
    dialog.setObjectName("files")
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setDefaultSuffix(SUFFIX)
    dialog.selectFile(f"{answers.name}.{SUFFIX}")
    dialog.fileSelected.connect(lambda name: _write(answers, Path(name), window))
    dialog.open()


def _write(answers: Answers, path: Path, window: QWidget) -> None:
    try:
        path.write_text(dump(answers.for_others()), encoding="utf-8")
    except OSError as error:
        failed = local_file_failed(str(path), str(error))
        ProblemDialog(failed.problem, window).open()
