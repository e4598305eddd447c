"""The wizard as a user walks it: by keyboard, back and forth, in both languages."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QLabel,
    QLineEdit,
    QPushButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from app.plan import plan
from app.text import use_language
from app.wizard.context import Context
from app.wizard.pages import PAGES
from tests.ui.offers import complete_answers, offers
from ui.widgets.language import switch_language
from ui.wizard.window import WizardWindow

TYPED = "correct-lantern-velvet-42"


@pytest.fixture
def wizard(qtbot: QtBot) -> Iterator[WizardWindow]:
    use_language("en")
    window = WizardWindow(complete_answers(), practice=True)
    qtbot.addWidget(window)
    window.set_context(Context(offers=offers()))
    window.system_page.show_catalogue(offers(), window.answers)
    window.show()
    qtbot.waitExposed(window)
    yield window
    use_language("en")


def field(window: QWidget, name: str) -> QLineEdit:
    found = window.findChild(QLineEdit, name)
    assert isinstance(found, QLineEdit)
    return found


def button(window: QWidget, name: str) -> QPushButton:
    found = window.findChild(QPushButton, name)
    assert isinstance(found, QPushButton)
    return found


def type_over(line: QLineEdit, words: str) -> None:
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, words)


def press_next(qtbot: QtBot, window: WizardWindow, expected: str) -> None:
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_N, Qt.KeyboardModifier.AltModifier)
    qtbot.waitUntil(lambda: window.here == expected)  # a shortcut shows the press, then clicks


def type_where_the_focus_is(words: str) -> None:
    widget = QApplication.focusWidget()
    assert widget is not None
    QTest.keyClicks(widget, words)


def walk_to(window: WizardWindow, page: str) -> None:
    while window.here != page:
        if window.here == "password":
            for name in ("password", "password-again"):
                type_over(field(window, name), TYPED)
        before = window.here
        button(window, "next").click()
        assert window.here != before, window.findings


def test_the_pages_follow_each_other_and_the_answers_survive_going_back(
    wizard: WizardWindow,
) -> None:
    walk_to(wizard, "endpoint")
    type_over(field(wizard, "name"), "polar-lab")
    walk_to(wizard, "review")
    for _ in range(4):
        button(wizard, "back").click()
    assert wizard.here == "endpoint"
    assert field(wizard, "name").text() == "polar-lab"
    walk_to(wizard, "password")
    assert field(wizard, "password").text() == TYPED


def test_next_is_off_and_says_why_beside_the_field(wizard: WizardWindow) -> None:
    walk_to(wizard, "endpoint")
    type_over(field(wizard, "name"), "No Blanks Here")
    assert not button(wizard, "next").isEnabled()
    complaint = wizard.endpoint_page.complaint("name")
    assert complaint.isVisible()
    assert complaint.text() == str(wizard.findings[0].sentence)
    type_over(field(wizard, "name"), "blanks-gone")
    assert button(wizard, "next").isEnabled()
    assert not complaint.isVisible()


def test_two_different_passwords_do_not_pass(wizard: WizardWindow) -> None:
    walk_to(wizard, "password")
    type_over(field(wizard, "password"), TYPED)
    type_over(field(wizard, "password-again"), TYPED + "x")
    button(wizard, "next").click()
    assert wizard.here == "password"
    assert wizard.password_page.complaint("password-again").isVisible()


def test_an_ssh_only_server_skips_the_certificate(wizard: WizardWindow) -> None:
    walk_to(wizard, "endpoint")
    card = wizard.endpoint_page.findChild(QWidget, "allow:ssh-only")
    assert isinstance(card, QWidget)
    QTest.mouseClick(card, Qt.MouseButton.LeftButton)
    walk_to(wizard, "password")
    walk_to(wizard, "software")


def test_ports_out_of_the_rules_are_refused_with_a_sentence(wizard: WizardWindow) -> None:
    walk_to(wizard, "endpoint")
    port = wizard.endpoint_page.findChild(QSpinBox, "public-port")
    assert isinstance(port, QSpinBox)
    port.setValue(22)
    assert not button(wizard, "next").isEnabled()
    assert wizard.endpoint_page.complaint("endpoint.public_port").isVisible()


def test_the_way_to_review_is_walked_by_keyboard_alone(qtbot: QtBot, wizard: WizardWindow) -> None:
    wizard.activateWindow()
    with qtbot.waitActive(wizard):
        pass
    for page in ("system", "endpoint", "password"):
        press_next(qtbot, wizard, page)
    type_where_the_focus_is(TYPED)
    QTest.keyClick(wizard.windowHandle(), Qt.Key.Key_Tab)
    type_where_the_focus_is(TYPED)
    for page in ("certificate", "software", "review"):
        press_next(qtbot, wizard, page)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_everything_that_takes_focus_has_a_name(wizard: WizardWindow, language: str) -> None:
    wizard.review_page.show_plan(plan(complete_answers(), offers()))
    for page in PAGES:
        wizard.go_to(page.id)
        switch_language(language)
        nameless = [
            widget
            for widget in wizard.findChildren(QWidget)
            if widget.isVisible()
            and widget.focusPolicy() is not Qt.FocusPolicy.NoFocus
            and not widget.objectName().startswith("qt_")
            and not widget.accessibleName()
        ]
        assert nameless == [], page.id


def test_visited_pages_can_be_clicked_and_later_ones_not(wizard: WizardWindow) -> None:
    walk_to(wizard, "password")
    assert button(wizard, "stage:system").isEnabled()
    assert not button(wizard, "stage:review").isEnabled()
    button(wizard, "stage:system").click()
    assert wizard.here == "system"


def test_escape_works_in_every_language(qtbot: QtBot, wizard: WizardWindow) -> None:
    switch_language("ja")
    wizard.activateWindow()
    with qtbot.waitActive(wizard):
        pass
    with qtbot.waitSignal(wizard.closed):
        QTest.keyClick(wizard.windowHandle(), Qt.Key.Key_Escape)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_no_two_words_of_a_page_share_an_alt_key(wizard: WizardWindow, language: str) -> None:
    switch_language(language)
    for page in PAGES:
        wizard.go_to(page.id)
        words = [b.text() for b in wizard.findChildren(QAbstractButton) if b.isVisible()]
        words += [lb.text() for lb in wizard.findChildren(QLabel) if lb.isVisible() and lb.buddy()]
        keys = [word[word.index("&") + 1].lower() for word in words if "&" in word]
        assert len(keys) == len(set(keys)), (page.id, sorted(keys))
