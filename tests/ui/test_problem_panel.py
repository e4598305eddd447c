"""A problem as a panel: words, one button that does what they advise, a report without secrets."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app import __version__
from app.problems import Action, Problem
from app.text import text
from tests.ui.windows import User, words_on
from ui.widgets.language import switch_language
from ui.widgets.problem_panel import ProblemPanel

LOOKS_SECRET = ".".join(("eyJhbGciOiJub25lIn0", "eyJzdWIiOiJzb21lYm9keSJ9", "c2lnbmF0dXJl"))


def problem(action: Action | None, *, retryable: bool = False) -> Problem:
    return Problem(
        "sign-in-expired",
        text("Your sign-in is no longer valid."),
        text("Sign in again; nothing is lost."),
        action=action,
        retryable=retryable,
        details=f"401 for Bearer {LOOKS_SECRET}",
    )


@pytest.fixture
def panel(qtbot: QtBot) -> ProblemPanel:
    made = ProblemPanel(can_be_dismissed=True)
    qtbot.addWidget(made)
    return made


def test_the_report_says_everything_but_secrets(qtbot: QtBot, panel: ProblemPanel) -> None:
    switch_language("ja")
    panel.show_problem(problem(Action.SIGN_IN), about=text("About {name}", name="aurora-lab"))
    User(qtbot).press(panel, "copy-report")
    report = QApplication.clipboard().text()
    assert LOOKS_SECRET not in report
    for part in (__version__, "sign-in-expired", "aurora-lab", "401", "no longer valid"):
        assert part in report
    assert str(problem(None).message) in report


@pytest.mark.parametrize("action", list(Action))
def test_the_button_says_what_it_does_and_does_it(
    qtbot: QtBot, panel: ProblemPanel, action: Action
) -> None:
    panel.show_problem(problem(action))
    with qtbot.waitSignal(panel.acted) as acted:
        User(qtbot).press(panel, "act")
    assert acted.args == [action]


def test_what_is_done_elsewhere_is_tried_again_here(qtbot: QtBot, panel: ProblemPanel) -> None:
    panel.show_problem(problem(Action.SIGN_IN))
    assert not User(qtbot).can_press(panel, "other")
    panel.show_problem(problem(Action.OPEN_QUOTA_PAGE))
    with qtbot.waitSignal(panel.acted) as acted:
        User(qtbot).press(panel, "other")
    assert acted.args == [Action.RETRY]


def test_who_knows_better_has_another_button(qtbot: QtBot, panel: ProblemPanel) -> None:
    doubtful = replace(problem(Action.RESUME), alternative=Action.KEEP_MACHINE)
    panel.show_problem(doubtful)
    with qtbot.waitSignal(panel.acted) as acted:
        User(qtbot).press(panel, "other")
    assert acted.args == [Action.KEEP_MACHINE]
    panel.show_problem(problem(Action.RESUME))
    assert not User(qtbot).can_press(panel, "other")


def test_what_is_not_possible_is_not_offered_but_the_same_again_is(qtbot: QtBot) -> None:
    panel = ProblemPanel((Action.RETRY,))
    qtbot.addWidget(panel)
    user = User(qtbot)
    for action in (Action.CHOOSE_SIZE, None):
        panel.show_problem(problem(action))
        with qtbot.waitSignal(panel.acted) as acted:
            user.press(panel, "act")
        assert acted.args == [Action.RETRY]


def test_where_nothing_is_possible_there_is_no_button(qtbot: QtBot) -> None:
    panel = ProblemPanel(())
    qtbot.addWidget(panel)
    panel.show_problem(problem(Action.CHOOSE_SIZE))
    assert not User(qtbot).can_press(panel, "act")


def test_details_are_folded_and_the_panel_can_be_sent_away(
    qtbot: QtBot, panel: ProblemPanel
) -> None:
    panel.show_problem(problem(Action.RETRY))
    user = User(qtbot)
    assert "Show details" in user.button(panel, "details").text()
    user.press(panel, "details")
    assert "Hide details" in user.button(panel, "details").text()
    with qtbot.waitSignal(panel.dismissed):
        user.press(panel, "dismiss")
    assert not panel.isVisible()
    assert panel.problem is None


def test_it_is_announced(panel: ProblemPanel) -> None:
    panel.show_problem(problem(Action.RETRY))
    told = QAccessible.queryAccessibleInterface(panel)
    assert told is not None
    assert "no longer valid" in told.text(QAccessible.Text.Name)
    assert "no longer valid" in words_on(panel)
