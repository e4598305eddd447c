"""The System page: what it says of quota, regions and age, and the whole list behind it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QSpinBox,
    QTableView,
)
from pytestqt.qtbot import QtBot

from app.catalogue import Catalogue, Image, Prices, Purchase, Quota, Region, Size
from app.operations.kept_offers import KeptOffers
from app.paths import Paths
from app.text import text
from app.wizard.answers import Answers, ScheduleAnswers, SystemKind
from tests.ui.offers import SIZE, complete_answers, offers
from tests.ui.practice_window import wizard_of
from tests.ui.windows import User
from ui.desk import Desk
from ui.dialogs.sizes import SizesDialog
from ui.shell import Shell
from ui.widgets.language import switch_language
from ui.wizard.offering import Offering
from ui.wizard.walk import Walk
from ui.wizard.window import WizardWindow

FAMILY = Quota("dsv5", "Standard DSv5 Family vCPUs", 0, 100)
TOTAL = Quota("cores", "Total Regional vCPUs", 4, 10)
SIZES = (
    Size(SIZE, "standardBsv2Family", 2, 8, quota=(TOTAL,)),
    Size("Standard_D4s_v5", "standardDSv5Family", 4, 16, quota=(TOTAL, FAMILY)),
    Size("Standard_D8s_v5", "standardDSv5Family", 8, 32, quota=(TOTAL, FAMILY)),
    Size("Standard_E2s_v5", "standardESv5Family", 2, 16, quota=(TOTAL,)),
    Size("Standard_D2ps_v5", "standardDPSv5Family", 2, 8, restriction="OtherProcessor"),
    Size("Standard_NC4as_T4_v3", "nc", 4, 28, gpus=1, quota=(TOTAL,)),
)
JAPAN = Region("japaneast", "Japan East", "Tokyo, Saitama", 35.68, 139.77)
EUROPE = Region("westeurope", "West Europe", "Netherlands", 52.37, 4.9)
FORBIDDEN = Region("eastus", "East US", "Virginia", 37.37, -79.82, allowed=False)


def catalogue() -> Catalogue:
    return replace(
        offers(),
        regions=(FORBIDDEN, EUROPE, JAPAN),
        sizes=SIZES,
        as_of=datetime.now(UTC) - timedelta(hours=3),
    )


@pytest.fixture
def wizard(qtbot: QtBot) -> Iterator[WizardWindow]:
    window = WizardWindow(complete_answers(), practice=True)
    qtbot.addWidget(window)
    window.show_offers(catalogue())
    window.go_to("system")
    window.show()
    qtbot.waitExposed(window)
    yield window
    switch_language("en")


def said(window: WizardWindow) -> list[str]:
    return [label.text() for label in window.system_page.findChildren(QLabel) if label.isVisible()]


def box(window: WizardWindow, name: str) -> QComboBox:
    found = window.system_page.findChild(QComboBox, name)
    assert isinstance(found, QComboBox)
    return found


def entries(choices: QComboBox) -> list[str]:
    return [choices.itemText(place) for place in range(choices.count())]


def test_the_short_list_is_in_words_and_the_quota_beside_it(wizard: WizardWindow) -> None:
    assert entries(box(wizard, "size")) == [
        "Everyday · 2 cores, 8 GB — Standard_B2s_v2",
        "Steady computing · 4 cores, 16 GB — Standard_D4s_v5",
        "With a GPU · 4 cores, 28 GB — Standard_NC4as_T4_v3",
    ]
    assert "✓ Your quota allows it: 4 of 10 cores used" in said(wizard)
    assert "Sizes and prices as of 3 hours ago" in said(wizard)


def test_the_nearest_region_is_first_and_a_forbidden_one_cannot_be_chosen(
    wizard: WizardWindow,
) -> None:
    regions = box(wizard, "region")
    assert entries(regions) == [
        "Japan East (Tokyo, Saitama)",
        "West Europe (Netherlands)",
        "East US: not allowed for your subscription",
    ]
    assert "Nearest to you of the 2 that you may use" in said(wizard)
    model = regions.model()
    enabled = [
        bool(model.flags(model.index(row, 0, QModelIndex())) & Qt.ItemFlag.ItemIsEnabled)
        for row in range(3)
    ]
    assert enabled == [True, True, False]


def test_a_quota_that_is_too_small_is_told_with_both_figures(wizard: WizardWindow) -> None:
    full = Quota("cores", "Total Regional vCPUs", 9, 10)
    wizard.show_offers(replace(catalogue(), sizes=(replace(SIZES[0], quota=(full, FAMILY)),)))
    assert "✕ Your quota is too small: 9 of 10 cores used" in said(wizard)
    assert [found.code for found in wizard.findings] == ["size-quota"]


def test_kept_offers_say_nothing_of_quota(wizard: WizardWindow) -> None:
    wizard.show_offers(replace(catalogue(), sizes=tuple(replace(s, quota=()) for s in SIZES)))
    assert not [words for words in said(wizard) if "quota" in words]
    assert wizard.findings == ()


def test_a_stand_in_for_a_system_is_named_and_its_terms_can_be_read(
    qtbot: QtBot, wizard: WizardWindow
) -> None:
    sles = Image("SUSE", "sles", "gen2", "1", "SUSE Linux Enterprise Server 16")
    instead = text(
        "No openSUSE is offered here. SUSE Linux Enterprise Server takes its place: it has the "
        "same tools, and SUSE takes a fee for each hour."
    )
    bought = replace(sles, warning=instead, purchase=Purchase("gen2", "sles", "suse"))
    wizard.show_offers(
        replace(catalogue(), images={**catalogue().images, SystemKind.OPENSUSE: bought})
    )
    user = User(qtbot)
    assert str(instead) not in said(wizard)
    assert "SUSE Linux Enterprise Server 16" in said(wizard)
    wizard.set_answers(
        replace(wizard.answers, system=replace(wizard.answers.system, kind=SystemKind.OPENSUSE))
    )
    assert str(instead) in said(wizard)
    assert "Its maker's terms must be accepted once for your subscription." in said(wizard)
    with qtbot.waitSignal(wizard.system_page.terms_asked):
        user.press(wizard, "terms")
    wizard.system_page.thank_for_terms()
    assert "✓ Accepted for this subscription." in said(wizard)
    assert not user.can_press(wizard, "terms")


def test_what_is_not_offered_in_the_region_cannot_be_chosen(wizard: WizardWindow) -> None:
    only = {SystemKind.UBUNTU: catalogue().images[SystemKind.UBUNTU]}
    wizard.show_offers(replace(catalogue(), images=only))
    assert said(wizard).count("Not offered in this region") == 2


def test_hours_of_use_are_told(qtbot: QtBot, wizard: WizardWindow) -> None:
    hours = wizard.system_page.findChild(QSpinBox, "hours-a-day")
    assert isinstance(hours, QSpinBox)
    with qtbot.waitSignal(wizard.system_page.use_changed) as told:
        hours.setValue(3)
    assert told.args == [3]


@pytest.fixture
def dialog(qtbot: QtBot) -> SizesDialog:
    shown = SizesDialog(catalogue(), SystemKind.UBUNTU, SIZE)
    qtbot.addWidget(shown)
    shown.show()
    qtbot.waitExposed(shown)
    return shown


def search(dialog: SizesDialog) -> QLineEdit:
    found = dialog.findChild(QLineEdit, "search")
    assert isinstance(found, QLineEdit)
    return found


def table(dialog: SizesDialog) -> QTableView:
    found = dialog.findChild(QTableView, "sizes")
    assert isinstance(found, QTableView)
    return found


def rows(dialog: SizesDialog) -> list[list[str]]:
    model = table(dialog).model()
    return [
        [str(model.index(row, column).data()) for column in range(model.columnCount())]
        for row in range(model.rowCount())
    ]


def test_the_list_shows_what_can_be_had_and_on_a_wish_the_rest_with_why_not(
    dialog: SizesDialog,
) -> None:
    assert [row[0] for row in rows(dialog)] == [
        *("Standard_B2s_v2", "Standard_D4s_v5", "Standard_E2s_v5", "Standard_NC4as_T4_v3")
    ]
    assert rows(dialog)[0][1:] == ["yes", "2", "8 GB", "", "$0.108"]
    only = dialog.findChild(QCheckBox)
    assert isinstance(only, QCheckBox)
    only.setChecked(False)
    by_name = {row[0]: row[1] for row in rows(dialog)}
    assert by_name["Standard_D2ps_v5"] == "another kind of processor"
    assert by_name["Standard_D8s_v5"] == "quota leaves 6 cores"


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("d4s", ["Standard_D4s_v5"]),
        ("GPU", ["Standard_NC4as_T4_v3"]),
        ("16gb", ["Standard_D4s_v5", "Standard_E2s_v5"]),
        ("16gb 4cores", ["Standard_D4s_v5"]),
        ("nothing", []),
    ],
)
def test_the_list_is_searched_by_words(dialog: SizesDialog, typed: str, names: list[str]) -> None:
    QTest.keyClicks(search(dialog), typed)
    assert [row[0] for row in rows(dialog)] == names


def test_a_size_is_found_and_chosen_by_keyboard_alone(qtbot: QtBot, dialog: SizesDialog) -> None:
    QTest.keyClicks(search(dialog), "e2s")
    QTest.keyClick(search(dialog), Qt.Key.Key_Down)
    assert dialog.selected is not None
    assert dialog.selected.name == "Standard_E2s_v5"
    with qtbot.waitSignal(dialog.accepted):
        QTest.keyClick(table(dialog), Qt.Key.Key_Return)
    assert dialog.chosen == "Standard_E2s_v5"


def test_prices_in_sight_are_asked_for_once_and_shown(qtbot: QtBot, dialog: SizesDialog) -> None:
    with qtbot.waitSignal(dialog.prices_wanted) as wanted:
        QTest.keyClicks(search(dialog), "v5")
    assert wanted.args == [["Standard_D4s_v5", "Standard_E2s_v5"]]
    more = {("Standard_D4s_v5", SystemKind.UBUNTU): Prices("USD", 0.2, 2.4, 0.005)}
    dialog.show_offers(replace(catalogue(), prices={**catalogue().prices, **more}))
    assert rows(dialog)[0][-1] == "$0.208"


def test_the_list_speaks_the_other_language_at_once(dialog: SizesDialog) -> None:
    switch_language("ja")
    try:
        heads = table(dialog).model()
        assert heads.headerData(0, Qt.Orientation.Horizontal) == "名前"
        assert rows(dialog)[0][1] == "可"
        assert dialog.windowTitle() == "すべてのサイズ"
    finally:
        switch_language("en")


@pytest.mark.timeout(240)
def test_a_size_of_the_whole_list_is_priced_and_the_offers_are_kept(
    qtbot: QtBot, qapp: QApplication, practice_paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Against a practice cloud: look, choose what is not in the short list, look again."""
    monkeypatch.setenv("KUMONOTE_CURRENCY", "CHF")
    user = User(qtbot)
    shell = Shell(qapp, practice_paths)
    window = shell.open(practice=True)
    user.press(window, "first", seconds=60)
    wizard = wizard_of(window)
    user.press(wizard, "next")
    user.press(wizard, "all-sizes", seconds=60)
    user.wait(lambda: bool(wizard.findChildren(SizesDialog)))
    (dialog,) = wizard.findChildren(SizesDialog)
    user.type_into(dialog, "search", "d2s_v5")
    QTest.keyClick(search(dialog), Qt.Key.Key_Down)
    user.press(dialog, "choose")
    user.wait(lambda: wizard.answers.system.size == "Standard_D2s_v5")
    user.wait(lambda: "CHF" in sidebar_price(wizard))
    assert list((practice_paths.state / "catalogue" / "practice").iterdir())
    user.press(wizard, "refresh")
    user.wait(lambda: user.can_press(wizard, "refresh"))
    assert wizard.answers.system.size == "Standard_D2s_v5"
    wizard.close()
    window.close()
    shell.close()


def sidebar_price(window: WizardWindow) -> str:
    return " ".join(label.text() for label in window.sidebar.findChildren(QLabel))


@pytest.mark.timeout(240)
def test_what_is_kept_is_there_before_the_cloud_has_answered(
    qtbot: QtBot, practice_paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The cloud does not even run yet: it is started by the question."""
    monkeypatch.setenv("KUMONOTE_CURRENCY", "EUR")
    monkeypatch.setenv("KUMONOTE_HOURS_A_DAY", "5")
    kept = catalogue()
    KeptOffers(practice_paths, "practice").write("earlier", "EUR", kept)
    desk = Desk(practice_paths, practice=True)
    offering = Offering(desk)
    came: list[datetime | None] = []
    offering.known.connect(lambda offers: came.append(offers.as_of))
    with qtbot.waitSignal(offering.found, timeout=60_000) as found:
        offering.ask(complete_answers())
    assert came == [kept.as_of]
    assert offering.hours_a_day == 5
    _answers, live = found.args
    assert live.as_of > kept.as_of
    desk.close()


@pytest.mark.timeout(240)
def test_the_nearest_region_is_proposed(qtbot: QtBot, practice_paths: Paths) -> None:
    desk = Desk(practice_paths, practice=True)
    in_london = ScheduleAnswers(time_zone="Europe/London")
    walk = Walk(desk, Answers(name="thames", schedule=in_london))
    qtbot.waitUntil(lambda: walk.window.answers.system.region == "uksouth", timeout=60_000)
    prices = walk.window.sidebar.findChildren(QLabel)
    qtbot.waitUntil(lambda: any("/ hour" in label.text() for label in prices), timeout=60_000)
    walk.leave()
    desk.close()
