"""Signing in in the window, against the practice authority: real azure-identity, real pages.

The person in the browser walks the authority's pages by their forms; that they work in a real
browser is shown in `tests/practice/sign_in/test_browser.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QLabel, QRadioButton, QWidget
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.practice import process
from tests.practice.sign_in.visitor import AIKO, BEN, CHIKA, DAICHI, Visitor, browser_is
from tests.ui.practice_window import wizard_of
from tests.ui.windows import User
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.wizard.window import WizardWindow

Visit = Callable[[str], Visitor]
SIGNED_IN_WITHIN = 120


@pytest.fixture
def user(qtbot: QtBot) -> User:
    return User(qtbot)


@pytest.fixture
def cloud(practice_paths: Paths) -> process.PracticeConnection:
    return process.ensure_running(practice_paths, speed=200, guest="reduced")


@pytest.fixture
def window(
    qapp: QApplication, practice_paths: Paths, cloud: process.PracticeConnection
) -> Iterator[MainWindow]:
    del cloud  # it runs
    shell = Shell(qapp, practice_paths)
    yield shell.open(practice=True)
    for opened in list(shell.windows.values()):
        opened.close()
    shell.close()


@pytest.fixture
def wizard(user: User, window: MainWindow) -> WizardWindow:
    user.press(window, "first", seconds=60)
    opened = wizard_of(window)
    user.press(opened, "rehearse")
    return opened


@pytest.fixture
def visit(cloud: process.PracticeConnection) -> Iterator[Visit]:
    """Makes the visitor who is where the browser opens from then on."""
    visitors: list[Visitor] = []

    def make(person: str) -> Visitor:
        visitors.append(Visitor(cloud.ca_file, person))
        return visitors[-1]

    with browser_is(lambda url: visitors[-1].open(url)):
        yield make
        for one in visitors:
            one.close()


def says(window: QWidget, words: str) -> bool:
    return any(words in label.text() for label in window.findChildren(QLabel) if label.isVisible())


def entries(window: QWidget, name: str) -> list[str]:
    box = window.findChild(QComboBox, name)
    assert isinstance(box, QComboBox)
    return [box.itemText(place) for place in range(box.count())] if box.isVisible() else []


def signed_in_as(user: User, window: QWidget, name: str) -> None:
    user.wait(lambda: says(window, f"Signed in as {name}"), seconds=SIGNED_IN_WITHIN)


def test_signing_in_with_the_browser_and_out_again(
    user: User, wizard: WizardWindow, visit: Visit
) -> None:
    visit(AIKO)
    user.press(wizard, "sign-in-browser")
    signed_in_as(user, wizard, "aiko@practice.localhost")
    assert len(entries(wizard, "organisation")) == 1
    assert len(entries(wizard, "subscription")) == 1
    assert wizard.answers.subscription
    user.wait(lambda: user.can_press(wizard, "next"))

    user.press(wizard, "sign-out")
    user.wait(lambda: user.can_press(wizard, "sign-in-browser"))
    assert wizard.answers.subscription == ""


def test_a_code_is_shown_copied_and_typed_on_another_device(
    user: User, wizard: WizardWindow, visit: Visit
) -> None:
    person = visit(BEN)
    user.press(wizard, "sign-in-code-way")
    user.wait(lambda: user.can_press(wizard, "copy-code"), seconds=SIGNED_IN_WITHIN)
    code = wizard.findChild(QLabel, "sign-in-code")
    assert isinstance(code, QLabel)
    assert code.font().pointSizeF() > wizard.font().pointSizeF() * 1.5
    user.press(wizard, "copy-code")
    assert QGuiApplication.clipboard().text() == code.text()
    page = next(a.text() for a in wizard.findChildren(QLabel) if a.text().startswith("https://"))
    person.type_code(page, code.text())
    signed_in_as(user, wizard, "ben@university.practice.localhost")

    # at home there is no subscription; the organisation that has one wants a second proof
    assert user.can_press(wizard, "free-subscription")
    assert not user.can_press(wizard, "next")
    box = wizard.findChild(QComboBox, "organisation")
    assert isinstance(box, QComboBox)
    elsewhere = next(i for i, words in enumerate(entries(wizard, "organisation")) if "own" in words)
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down if elsewhere else Qt.Key.Key_Up)
    user.wait(lambda: says(wizard, "maybe with a second proof"))
    visit(BEN)
    user.press(wizard, "sign-in-browser")
    user.wait(lambda: len(entries(wizard, "subscription")) == 1, seconds=SIGNED_IN_WITHIN)
    assert wizard.answers.subscription
    user.wait(lambda: user.can_press(wizard, "next"))


def test_a_sign_in_that_is_cancelled_leaves_the_ways_to_sign_in(
    user: User, wizard: WizardWindow
) -> None:
    user.press(wizard, "sign-in-code-way")
    user.wait(lambda: user.can_press(wizard, "copy-code"), seconds=SIGNED_IN_WITHIN)
    user.press(wizard, "cancel-sign-in")
    user.wait(lambda: user.can_press(wizard, "sign-in-browser"))
    assert not user.can_press(wizard, "copy-code")


def test_an_account_without_subscription_is_told_what_to_do(
    user: User, wizard: WizardWindow, visit: Visit
) -> None:
    visit(CHIKA)
    user.press(wizard, "sign-in-browser")
    signed_in_as(user, wizard, "chika@practice.localhost")
    assert says(wizard, "This account has no Azure subscription.")
    assert user.can_press(wizard, "look-again")
    assert not user.can_press(wizard, "next")
    user.wait(lambda: says(wizard, "Choose a subscription first."))


def test_missing_approval_is_a_problem_with_words_and_another_try(
    user: User, wizard: WizardWindow, visit: Visit
) -> None:
    visit(DAICHI)
    user.press(wizard, "sign-in-browser")
    problem = wizard.account_page.panel.problem
    user.wait(problem.isVisible, seconds=SIGNED_IN_WITHIN)
    assert problem.problem is not None
    assert problem.problem.code == "approval-needed"
    assert user.can_press(wizard, "sign-in-browser")


def test_work_that_needs_a_new_sign_in_waits_and_asks(
    user: User, window: MainWindow, wizard: WizardWindow, visit: Visit, practice_paths: Paths
) -> None:
    visit(AIKO)
    user.press(wizard, "sign-in-browser")
    signed_in_as(user, wizard, "aiko@practice.localhost")
    user.wait(lambda: user.can_press(wizard, "next"))
    # in this order: a call in between would have its token renewed, and all would be well
    process.control(practice_paths, "fault", fault="sign-in-again")
    process.control(practice_paths, "fault", fault="expired-token")

    def asked() -> bool:
        window.refresh()  # nothing happens while it looks already
        return window.account.isVisible()

    user.wait(asked, seconds=SIGNED_IN_WITHIN)
    assert says(window.account, "aiko@practice.localhost, please sign in again.")
    visit(AIKO)
    user.press(window.account, "sign-in-browser")
    user.wait(lambda: not window.account.isVisible(), seconds=SIGNED_IN_WITHIN)


def test_the_azure_wizard_leads_to_practice_with_the_answers_it_has(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("AZURE_CLIENT_ID", raising=False)
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=False)
    user.press(window, "new")
    wizard = wizard_of(window)
    assert not user.can_press(wizard, "next")
    card = wizard.findChild(QRadioButton, "cloud:practice")
    assert isinstance(card, QRadioButton)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    user.press(wizard, "next")
    user.wait(lambda: True in shell.windows and bool(shell.windows[True].walks))
    there = wizard_of(shell.windows[True])
    assert there.answers.name == wizard.answers.name
    assert not wizard.isVisible()
    for opened in list(shell.windows.values()):
        opened.close()
    shell.close()
