"""What screen readers and keyboards find on each page of the wizard."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
)
from pytestqt.qtbot import QtBot

from app.plan import plan
from app.wizard.context import Context
from app.wizard.pages import PAGES
from tests.ui.offers import complete_answers, offers, servers
from tests.ui.tab_order import in_tab_order, tabbable
from ui.pictures.examples import CODE, signed_in
from ui.wizard.window import WizardWindow

PAGE_IDS = [page.id for page in PAGES]
NAMED_THEMSELVES = {"daily-stop-time"}
"""Fields whose caption is the choice beside them."""


@pytest.fixture
def wizard(qtbot: QtBot) -> Iterator[WizardWindow]:
    window = WizardWindow(complete_answers(), practice=False)
    qtbot.addWidget(window)
    window.set_context(Context(offers=offers()))
    window.system_page.show_catalogue(offers(), window.answers)
    window.account_page.panel.show_signed_in(signed_in())
    window.account_page.show_found(signed_in())
    window.review_page.show_plan(plan(complete_answers(), offers()))
    window.review_page.end_check(())
    window.create_page.work.show_log()
    window.done_page.show_server(servers()[0], b"", None, "19:00")
    window.resize(1000, 900)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    with qtbot.waitActive(window):
        pass
    yield window


@pytest.mark.parametrize("page", PAGE_IDS)
def test_tab_reaches_everything_once_from_top_to_bottom(wizard: WizardWindow, page: str) -> None:
    wizard.go_to(page)
    order = in_tab_order(wizard)
    radios = {w for w in tabbable(wizard) if w.inherits("QRadioButton")}
    # of the choices that exclude each other Tab reaches one, arrow keys the others
    assert tabbable(wizard) - radios == set(order) - radios
    assert len(order) == len(set(order))
    here = [w for w in order if wizard.page_shown.isAncestorOf(w)]
    tops = [w.mapTo(wizard, QPoint(0, w.height() // 2)).y() for w in here]
    first = tops.index(min(tops)) if tops else 0
    turned = tops[first:] + tops[:first]
    assert all(later >= earlier - 12 for earlier, later in pairwise(turned)), [
        (w.objectName(), top) for w, top in zip(here, tops, strict=True)
    ]


@pytest.mark.parametrize("page", PAGE_IDS)
def test_everything_has_a_role_and_every_field_its_caption(wizard: WizardWindow, page: str) -> None:
    wizard.go_to(page)
    captions = {label.buddy() for label in wizard.findChildren(QLabel) if label.buddy()}
    for widget in tabbable(wizard):
        told = QAccessible.queryAccessibleInterface(widget)
        assert told.role() not in (QAccessible.Role.NoRole, QAccessible.Role.Client), widget
        assert told.text(QAccessible.Text.Name), widget.objectName()
        if isinstance(widget, QPlainTextEdit) or widget.objectName() in NAMED_THEMSELVES:
            continue
        if isinstance(widget, QLineEdit | QComboBox | QAbstractSpinBox):
            placeholder = isinstance(widget, QLineEdit) and widget.placeholderText()
            assert widget in captions or placeholder, widget.objectName()


def test_a_code_is_reached_and_read_like_any_field(wizard: WizardWindow) -> None:
    wizard.go_to("account")
    wizard.account_page.panel.show_waiting("device-code")
    wizard.account_page.panel.show_code(CODE)
    code = wizard.findChild(QLabel, "sign-in-code")
    assert isinstance(code, QLabel)
    assert code in tabbable(wizard)
    assert code.text() in code.accessibleName()


def test_a_complaint_is_announced_and_why_next_is_off_stands_at_next(
    wizard: WizardWindow,
) -> None:
    wizard.go_to("endpoint")
    name = wizard.findChild(QLineEdit, "name")
    assert isinstance(name, QLineEdit)
    name.setFocus()
    name.selectAll()
    QTest.keyClicks(name, "No Blanks")
    assert not wizard.foot.next.isEnabled()
    described = wizard.foot.next.accessibleDescription()
    assert described == str(wizard.findings[0].sentence)
    assert wizard.endpoint_page.complaint("name").isVisible()
