"""The answers of the wizard saved as a plan file, to be handed on."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.planfile import load
from tests.ui.files import choose
from tests.ui.practice_window import TYPED, filled_wizard
from tests.ui.windows import User, words_on
from ui.dialogs.problem import ProblemDialog
from ui.shell import Shell

NOT_TO_BE_WRITTEN = Path("/proc")


def test_it_holds_every_answer_and_no_secret_or_says_why_not(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths, tmp_path: Path
) -> None:
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    wizard = filled_wizard(user, window)
    file = tmp_path / "class.kumonote"
    user.press(wizard, "save-plan")
    choose(user, wizard, file.with_suffix(""))
    user.wait(file.exists)
    saved = load(file)
    assert saved == wizard.answers.for_others()
    assert (saved.subscription, saved.endpoint.my_address) == ("", "")
    assert TYPED not in file.read_text("utf-8")

    if NOT_TO_BE_WRITTEN.is_dir():
        user.press(wizard, "save-plan")
        choose(user, wizard, NOT_TO_BE_WRITTEN / "class.kumonote")
        user.wait(lambda: bool(wizard.findChildren(ProblemDialog)))
        told = wizard.findChildren(ProblemDialog)[0]
        assert "/proc/class.kumonote" in words_on(told)
        user.press(told, "close")
    wizard.close()
    window.close()
    shell.close()
