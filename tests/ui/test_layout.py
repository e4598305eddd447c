"""At the smallest size of a window nothing is cut off, in any language and with longer words."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, QTimer
from PySide6.QtWidgets import QLabel, QWidget
from pytestqt.qtbot import QtBot

from app.money import price_words
from app.operations.daily_stop import DailyStop
from app.operations.orphan_words import leftover_line, sum_words
from app.paths import Paths
from app.plan import plan
from app.problems import Action, Problem
from app.text import LANGUAGES, STRETCHED, text
from app.wizard.answers import SystemKind
from app.wizard.context import Context
from app.wizard.pages import PAGES
from tests.ui.clipping import clipped, outside
from tests.ui.offers import SIZE, complete_answers, offers, servers
from ui.desk import Desk
from ui.dialogs.about import AboutDialog
from ui.dialogs.daily_stop import DailyStopDialog
from ui.dialogs.new_certificate import NewCertificateDialog
from ui.dialogs.remote_desktop import RemoteDesktopDialog
from ui.dialogs.resize import ResizeDialog
from ui.dialogs.secrets import PasswordDialog
from ui.dialogs.settings import SettingsDialog
from ui.pictures.examples import AURORA, LEFTOVERS, remote_desktop, resizing
from ui.servers.main_window import MainWindow
from ui.welcome.window import WelcomeWindow
from ui.widgets.language import switch_language
from ui.wizard.window import WizardWindow

HOST = "aurora-lab.japaneast.cloudapp.azure.com"
SMALLEST = QSize(900, 620)
ALL = (*LANGUAGES, STRETCHED)
PROBLEM = Problem(
    "quota-exceeded",
    text("Your subscription may use {n} cores of this kind, and all are taken.", n=10),
    text("Choose a smaller size, or ask for more on the quota page."),
    action=Action.OPEN_QUOTA_PAGE,
)


@pytest.fixture
def wizard(qtbot: QtBot) -> WizardWindow:
    window = WizardWindow(complete_answers(), practice=True)
    qtbot.addWidget(window)
    window.set_context(Context(offers=offers()))
    window.system_page.show_catalogue(offers(), window.answers)
    prices = next(iter(offers().prices.values()))
    window.sidebar.show_price(*price_words(prices))
    window.review_page.show_plan(plan(complete_answers(), offers()), HOST)
    window.review_page.end_check((PROBLEM,))
    window.create_page.offer_rest()
    window.create_page.problem.show_problem(PROBLEM)
    window.done_page.show_server(servers()[0], b"", prices, "19:00")
    window.resize(SMALLEST)
    window.show()
    qtbot.waitExposed(window)
    return window


@pytest.fixture
def main_window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    desk = Desk(Paths(tmp_path, tmp_path), practice=False)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.resize(SMALLEST)
    window.show()
    qtbot.waitExposed(window)
    yield window
    desk.close()


def wrong(qtbot: QtBot, window: QWidget) -> list[str]:
    """What is cut off, once layouts had the turns of the event loop that they need."""
    for _ in range(3):
        with qtbot.waitCallback() as done:
            QTimer.singleShot(0, done)
    return clipped(window) + outside(window)


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize("page", [page.id for page in PAGES])
def test_no_page_cuts_words_off(
    qtbot: QtBot, wizard: WizardWindow, page: str, language: str
) -> None:
    wizard.go_to(page)
    switch_language(language)
    assert wrong(qtbot, wizard) == []


@pytest.mark.parametrize("language", ALL)
def test_the_servers_window_cuts_no_words_off(
    qtbot: QtBot, main_window: MainWindow, language: str
) -> None:
    switch_language(language)
    assert wrong(qtbot, main_window) == []  # the invitation to sign in
    pane = main_window.servers
    pane.show_servers(())
    assert wrong(qtbot, main_window) == []
    pane.orphans.show_orphans(sum_words(LEFTOVERS), [leftover_line(one) for one in LEFTOVERS])
    pane.update_notice.show_version("99.0.1")
    pane.show_servers(servers())
    for server in servers():
        pane.show_prices(server.name, offers().prices[(SIZE, SystemKind.UBUNTU)])
        pane.show_details(server.name, "Japan East", offers().size(SIZE))
        pane.show_problem(PROBLEM, server)
    pane.problem.show_problem(PROBLEM, about=text("About {name}", name="imaging"))
    assert wrong(qtbot, main_window) == []


@pytest.mark.parametrize("language", ALL)
@pytest.mark.parametrize(
    "make",
    [
        lambda path: SettingsDialog(path / "settings.toml"),
        lambda _path: AboutDialog(),
        lambda _path: PasswordDialog("aurora-lab", None),
        lambda _path: ResizeDialog(resizing()),
        lambda _path: DailyStopDialog("aurora-lab", DailyStop("19:00", "Asia/Tokyo")),
        lambda _path: RemoteDesktopDialog(remote_desktop()),
        lambda _path: NewCertificateDialog(AURORA, None),
        lambda _path: WelcomeWindow(),
    ],
    ids=[
        *("settings", "about", "password", "resize", "daily-stop", "remote-desktop"),
        *("new-certificate", "welcome"),
    ],
)
def test_no_dialog_cuts_words_off(
    qtbot: QtBot, tmp_path: Path, make: Callable[[Path], QWidget], language: str
) -> None:
    switch_language(language)
    dialog = make(tmp_path)
    qtbot.addWidget(dialog)
    dialog.resize(dialog.minimumSize())
    dialog.show()
    qtbot.waitExposed(dialog)
    assert wrong(qtbot, dialog) == []


def test_words_that_do_not_fit_are_found(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    label = QLabel("This is far too much for so little room", window)
    label.resize(30, 10)
    window.show()
    assert clipped(window)
