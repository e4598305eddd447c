"""The first minutes: the page comes once, loses nothing, and leads where the user wants."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QRadioButton
from pytestqt.qtbot import QtBot

from app.at_start import never_used
from app.operations.kept_offers import KeptOffers
from app.paths import Paths
from tests.ui.offers import offers
from tests.ui.tab_order import in_tab_order, tabbable
from tests.ui.windows import User, words_on
from ui.one_copy import Wish
from ui.servers.main_window import MainWindow
from ui.shell import Shell
from ui.welcome.window import WelcomeWindow
from ui.wizard.offering import Offering

FIRST = Wish(practice=False)
PLAN = 'name = "physics-101"\n'


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(tmp_path, tmp_path)


@pytest.fixture
def shell(qapp: QApplication, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID", "KUMONOTE_LANGUAGE"):
        monkeypatch.delenv(name, raising=False)
    # no practice cloud is started: what windows ask of it is another test's business
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    monkeypatch.setattr(Offering, "ask", lambda _offering, _answers: None)
    made = Shell(qapp, paths)
    yield made
    close(made)


def close(shell: Shell) -> None:
    for window in list(shell.windows.values()):
        for walk in window.walks:
            walk.leave()
        window.close()
    shell.close()


def page_of(shell: Shell) -> WelcomeWindow:
    page = shell.arrival.window
    assert page is not None
    return page


def choose(page: WelcomeWindow, name: str) -> None:
    button = page.findChild(QRadioButton, name)
    assert isinstance(button, QRadioButton)
    # its words are beside it, so its middle is empty
    QTest.mouseClick(button, Qt.MouseButton.LeftButton, pos=QPoint(8, button.height() // 2))


def settings(paths: Paths) -> dict[str, object]:
    return tomllib.loads(paths.settings.read_text("utf-8"))


def test_practice_leads_to_the_wizard_and_is_where_the_next_start_begins(
    qtbot: QtBot, qapp: QApplication, shell: Shell, paths: Paths
) -> None:
    user = User(qtbot)
    shell.fulfil(FIRST)
    assert shell.windows == {}, "nothing else before a decision"
    user.press(page_of(shell), "go-on")
    assert list(shell.windows) == [True]
    assert shell.windows[True].walks[0].window.isVisible()
    assert shell.arrival.window is None
    assert settings(paths) == {"start": "practice"}
    later = Shell(qapp, paths)
    later.fulfil(FIRST)
    assert later.arrival.window is None, "it comes once"
    assert list(later.windows) == [True]
    assert later.windows[True].walks == []
    close(later)


def test_signing_in_leads_to_the_account(qtbot: QtBot, shell: Shell, paths: Paths) -> None:
    user = User(qtbot)
    shell.fulfil(FIRST)
    choose(page_of(shell), "begin:azure")
    user.press(page_of(shell), "go-on")
    assert list(shell.windows) == [False]
    user.wait(lambda: user.can_press(shell.windows[False].account, "sign-in-browser"))
    assert settings(paths) == {"start": "azure"}


@pytest.mark.parametrize("cloud", ["practice", "azure", "later"])
def test_a_plan_file_goes_on_to_the_wizard(
    qtbot: QtBot, shell: Shell, tmp_path: Path, cloud: str
) -> None:
    file = tmp_path / "class.kumonote"
    file.write_text(PLAN, encoding="utf-8")
    user = User(qtbot)
    shell.fulfil(FIRST if cloud == "later" else Wish(practice=False, plan=file))
    if cloud == "later":  # double-clicked while the page is open already
        shell.fulfil(Wish(practice=False, plan=file))
        shell.fulfil(FIRST)
    page = page_of(shell)
    assert "class.kumonote" in words_on(page)
    if cloud == "later":
        user.press(page, "later")
    else:
        choose(page, f"begin:{cloud}")
        user.press(page, "go-on")
    (window,) = shell.windows.values()
    user.wait(lambda: bool(window.walks))
    assert window.walks[0].window.answers.name == "physics-101"
    assert list(shell.windows) == [cloud == "practice"]
    assert not window.account.isVisible(), "the wizard begins with the account"


def test_the_language_changes_the_page_at_once_and_is_kept(
    qtbot: QtBot, shell: Shell, paths: Paths
) -> None:
    user = User(qtbot)
    shell.fulfil(FIRST)
    page = page_of(shell)
    choose(page, "language:ja")
    assert "Kumonoteへようこそ" in words_on(page)
    assert page.windowTitle() == "Kumonoteへようこそ"
    assert never_used(paths), "nothing is kept before a decision"
    user.press(page, "go-on")
    assert settings(paths) == {"language": "ja", "start": "practice"}


def test_escape_decides_later_and_closing_decides_nothing(shell: Shell, paths: Paths) -> None:
    shell.fulfil(FIRST)
    page_of(shell).close()
    assert shell.windows == {}
    assert never_used(paths), "it comes again"
    shell.fulfil(FIRST)
    QTest.keyClick(page_of(shell), Qt.Key.Key_Escape)
    window = shell.windows[False]
    assert "Sign in to see your servers" in words_on(window)
    assert not window.account.isVisible()
    assert not never_used(paths)
    assert settings(paths) == {}


def test_it_is_walked_with_the_keyboard_alone(qtbot: QtBot, shell: Shell, paths: Paths) -> None:
    user = User(qtbot)
    shell.fulfil(FIRST)
    page = page_of(shell)
    user.wait(page.isActiveWindow)
    order = in_tab_order(page)
    radios = {widget for widget in tabbable(page) if isinstance(widget, QRadioButton)}
    assert tabbable(page) - radios == set(order) - radios
    assert {w.objectName() for w in set(order) & radios} == {"begin:practice", "language:en"}
    assert all(widget.accessibleName() for widget in tabbable(page))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert focused.objectName() == "begin:practice"
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Right)
    QTest.keyClick(page.windowHandle(), Qt.Key.Key_Return)
    user.wait(lambda: False in shell.windows)
    assert settings(paths) == {"start": "azure"}


def test_who_says_practice_has_chosen(shell: Shell) -> None:
    shell.fulfil(Wish(practice=True))
    assert shell.arrival.window is None
    assert list(shell.windows) == [True]


@pytest.mark.parametrize("trace", ["settings.toml", "journal/practice", "practice", "catalogue"])
def test_who_has_used_it_is_not_welcomed(shell: Shell, paths: Paths, trace: str) -> None:
    (paths.state / trace).mkdir(parents=True)
    shell.fulfil(FIRST)
    assert shell.arrival.window is None


def test_help_leads_back_to_it_with_prices_that_are_known(
    qtbot: QtBot, shell: Shell, paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KUMONOTE_CURRENCY", "USD")
    kept = replace(offers(), as_of=datetime.now(UTC))
    KeptOffers(paths, "public").write("3f1c9a52-0000-4000-8000-5b7d2e61c0aa", "USD", kept)
    user = User(qtbot)
    shell.fulfil(FIRST)
    choose_entry(shell.windows[False], "Welcome page")
    page = page_of(shell)
    user.wait(lambda: "about $0.108 an hour" in words_on(page))
    assert "about $0.20 a day" in words_on(page)
    assert "An estimate in USD for the usual size in Japan East" in words_on(page)
    assert not user.can_press(page, "ask-prices")
    QTest.keyClick(page, Qt.Key.Key_Escape)
    user.wait(lambda: shell.arrival.window is None)
    assert not paths.settings.exists(), "nothing was chosen"
    choose_entry(shell.windows[False], "Welcome page")
    user.press(page_of(shell), "go-on")
    assert set(shell.windows) == {True, False}
    assert shell.windows[True].walks == [], "there may be servers already"


def choose_entry(window: MainWindow, words: str) -> None:
    entries = [a for menu in window.menuBar().findChildren(QMenu) for a in menu.actions()]
    next(entry for entry in entries if entry.text().replace("&", "") == words).trigger()


def test_prices_that_cannot_be_asked_for_are_told_and_asked_again(
    qtbot: QtBot, shell: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The way out leads through a proxy that nobody is behind."""
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    monkeypatch.delenv("NO_PROXY", raising=False)
    user = User(qtbot)
    shell.fulfil(FIRST)
    page = page_of(shell)
    user.press(page, "ask-prices")
    assert "nobody has to sign in" in words_on(page)
    user.wait(partial(user.can_press, page, "ask-prices"))
    assert "proxy" in words_on(page).lower()
