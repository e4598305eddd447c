"""A thousand servers of one practice cloud, listed by the command line and in the window.

The requests are counted where they arrive. Only the first server was made; the others are
copies in the cloud's own file, stopped, so that no guest is needed.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from app.operations.practice_cloud import stop_practice
from app.paths import Paths
from app.server import ServerState
from tests.shared.many_servers import cloud_of
from tests.shared.practice_home import PracticeHome
from tests.shared.traffic import log_aside, new_log
from tests.ui.practice_window import state
from tests.ui.windows import User, words_on
from ui.desk import Desk
from ui.servers import main_window
from ui.servers.main_window import MainWindow

COUNT = 1000
MOST = 3
PORTS = 1
"""The practice cloud is also asked for all ports of this computer at once; that is no call of
Azure's, and does not stand in the log."""

pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    # not pytest's own folder: sockets below it would have longer names than Linux allows
    with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
        home = PracticeHome(Path(folder), new_log("app"))
        home.traffic.touch()
        with pytest.MonkeyPatch.context() as patch:
            patch.setenv("KUMONOTE_HOME", folder)
            paths = Paths.of_this_user()
        with cloud_of(COUNT, paths, home.traffic):
            yield home
        stop_practice(paths, wipe=True)


@pytest.fixture
def desk(home: PracticeHome, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setenv("KUMONOTE_HOME", str(home.folder))
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # no keyring of this user
    monkeypatch.setattr(main_window, "REFRESH_MS", 3_600_000)  # not while requests are counted
    with log_aside(home.traffic):
        desk = Desk(Paths.of_this_user(), practice=True)
        yield desk
        desk.close()


def calls(home: PracticeHome) -> list[str]:
    lines = home.traffic.read_text("utf-8").splitlines()
    return [f"{call['method']} {call['url']}" for call in map(json.loads, lines)]


def test_the_command_line_lists_them_in_three_requests(home: PracticeHome) -> None:
    before = len(calls(home))
    listed = home.practice("list")
    assert listed.exit_code == 0, listed.explanation
    names = {e["server"]["name"] for e in listed.events if e["event"] == "server"}
    assert len(names) == COUNT
    asked = calls(home)[before:]
    assert 0 < len(asked) <= MOST - PORTS, asked


def test_the_window_lists_them_in_three_requests(
    qtbot: QtBot, home: PracticeHome, desk: Desk
) -> None:
    user = User(qtbot)
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    user.wait(lambda: f"{COUNT} servers" in words_on(window), seconds=120)
    # prices, sizes and leftovers are asked for once, after the first list
    user.wait(lambda: not desk.jobs.running, seconds=120)
    before = len(calls(home))
    user.press(window, "refresh")
    assert desk.jobs.running
    user.wait(lambda: not desk.jobs.running, seconds=120)
    asked = calls(home)[before:]
    assert 0 < len(asked) <= MOST - PORTS, asked
    assert state(window, f"server-{COUNT - 1:04}") is ServerState.STOPPED
