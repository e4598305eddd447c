"""A thousand servers in the window: few cards are there, and always those that are seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QWidget
from pytestqt.qtbot import QtBot

from app.catalogue import Prices
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.problems import Problem
from app.server import Server, ServerState
from app.text import text, verbatim
from ui.jobs import Jobs
from ui.servers.server_card import ServerCard
from ui.servers.window import ServersPane

COUNT = 1000


def server(number: int, state: ServerState = ServerState.STOPPED) -> Server:
    return Server(
        name=f"server-{number:04}",
        state=state,
        group=f"kumonote-server-{number:04}",
        region="japaneast",
        size="Standard_B2s_v2",
        system="ubuntu",
        url=f"https://server-{number:04}.japaneast.cloudapp.azure.com/",
        ready=True,
    )


@pytest.fixture
def pane(qtbot: QtBot) -> ServersPane:
    pane = ServersPane(practice=True)
    qtbot.addWidget(pane)
    pane.resize(1000, 680)
    pane.show()
    pane.show_servers([server(number) for number in range(COUNT)])
    return pane


def cards(pane: ServersPane) -> list[ServerCard]:
    """Those that are there, from the first row to the last."""
    there = [card for card in pane.findChildren(ServerCard) if not card.isHidden()]
    return sorted(there, key=lambda card: card.y())


def scroll(pane: ServersPane) -> QScrollArea:
    area = pane.findChild(QScrollArea, "scroll")
    assert isinstance(area, QScrollArea)
    return area


def scroll_to(pane: ServersPane, share: float) -> None:
    bar = scroll(pane).verticalScrollBar()
    bar.setValue(round(bar.maximum() * share))


def seen(pane: ServersPane) -> list[str]:
    """The names on the cards in the view; there is no hole between them."""
    viewport = scroll(pane).viewport()
    found: list[tuple[int, int, str]] = []
    for card in cards(pane):
        top = card.mapTo(viewport, card.rect().topLeft()).y()
        if top + card.height() > 0 and top < viewport.height():
            found.append((top, top + card.height(), card.server.name))
    for one, following in pairwise(found):
        assert 0 < following[0] - one[1] < 20, "cards overlap, or one is missing"
    return [name for _, _, name in found]


def settle(qtbot: QtBot, pane: ServersPane) -> None:
    """Until the cards near the view are made."""
    before = -1

    def all_made() -> bool:
        nonlocal before
        same, before = before == len(cards(pane)), len(cards(pane))
        return same

    qtbot.waitUntil(all_made)


def test_only_what_is_near_is_there_wherever_one_looks(qtbot: QtBot, pane: ServersPane) -> None:
    for share in (0.0, 0.25, 0.5, 1.0, 0.1, 0.0):
        scroll_to(pane, share)
        names = seen(pane)
        assert len(names) >= 4
        assert names == sorted(names)
        expected = share * COUNT
        assert abs(int(names[0][-4:]) - expected) < 20
        settle(qtbot, pane)
        assert seen(pane) == names, "what was made meanwhile moved what is seen"
        assert len(cards(pane)) < 60
    assert seen(pane)[0] == "server-0000"


def test_a_card_that_is_made_late_shows_what_was_told_before(pane: ServersPane) -> None:
    last = server(COUNT - 1)
    pane.show_prices(last.name, Prices("USD", 0.1, 7.3, 0.005))
    pane.show_details(last.name, "Japan East", None)
    scroll_to(pane, 1.0)
    card = next(card for card in cards(pane) if card.server.name == last.name)
    assert card.cost == pytest.approx(0.015)
    words = " ".join(str(child.property("text")) for child in card.findChildren(QWidget))
    assert "Japan East" in words
    assert "$0.015 / hour" in words


def test_what_cannot_be_made_again_stays(qtbot: QtBot, pane: ServersPane) -> None:
    def work(_emit: Emit, cancel: CancelToken) -> None:
        cancel.wait(60)

    def explain(error: BaseException) -> Problem:
        return Problem("test", verbatim(str(error)), verbatim(""))

    jobs = Jobs(explain)
    pane.show_job("server-0001", jobs.start(text("Stopping…"), work, subject="server-0001"))
    pane.show_problem(Problem("lost", verbatim("Lost."), verbatim("Look.")), server(2))
    working, troubled = pane.card("server-0001"), pane.card("server-0002")
    assert working is not None
    assert troubled is not None
    for share in (1.0, 0.5, 0.0):
        scroll_to(pane, share)
        settle(qtbot, pane)
    assert pane.card("server-0001") is working
    assert working.working
    assert pane.card("server-0002") is troubled
    assert troubled.problem.problem is not None
    jobs.close()


def test_servers_come_and_go_in_the_middle(qtbot: QtBot, pane: ServersPane) -> None:
    scroll_to(pane, 0.5)
    settle(qtbot, pane)
    gone, changed = seen(pane)[1:3]
    servers: Sequence[Server] = [
        replace(s, state=ServerState.RUNNING) if s.name == changed else s
        for s in (server(number) for number in range(COUNT))
        if s.name != gone
    ]
    pane.show_servers(servers)
    settle(qtbot, pane)
    assert gone not in seen(pane)
    card = pane.card(changed)
    assert card is not None
    assert card.server.state is ServerState.RUNNING
    assert pane.card(gone) is None
    assert f"{COUNT - 1} servers" in " ".join(
        str(child.property("text")) for child in pane.findChildren(QWidget)
    )


def test_the_tab_key_goes_from_card_to_card_as_the_eye_does(
    qtbot: QtBot, qapp: QApplication, pane: ServersPane
) -> None:
    scroll_to(pane, 0.5)
    settle(qtbot, pane)
    scroll_to(pane, 0.49)  # some cards above are made after those below
    settle(qtbot, pane)
    pane.activateWindow()
    names = [card.server.name for card in cards(pane)]
    first = pane.card(names[0])
    assert first is not None
    start = next(w for w in first.findChildren(QWidget) if w.objectName().startswith("start:"))
    start.setFocus(Qt.FocusReason.TabFocusReason)
    visited: list[str] = []
    for _ in range(40):
        focus = qapp.focusWidget()
        if focus is None or ":" not in focus.objectName():
            break
        name = focus.objectName().split(":")[1]
        if not visited or visited[-1] != name:
            visited.append(name)
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    assert visited[:8] == names[:8]
