"""Size, daily stop and leftovers in the window, on a practice cloud with a stopped server."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
from PySide6.QtCore import QTime
from PySide6.QtWidgets import QDialog, QTimeEdit
from pytestqt.qtbot import QtBot

from app.azure.catalogue import load_catalogue
from app.azure.daily_stop import DailyStop, daily_stop_of
from app.azure.fleet import set_facts, show_server
from app.azure.management_rule import managed_from
from app.azure.power import stop_server
from app.azure.practice import session_over
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Outcome
from app.paths import Paths
from app.practice import process
from app.problems import Action, Problem
from app.server import Server, ServerState
from app.text import verbatim
from tests.practice.azure.making import Making, new_journal, plan_of
from tests.ui.practice_window import state
from tests.ui.windows import User, words_on
from ui.desk import Desk
from ui.dialogs.daily_stop import DailyStopDialog
from ui.dialogs.resize import ResizeDialog
from ui.servers.main_window import MainWindow
from ui.servers.orphans import OrphansPanel

NAME = "changing"
SPEED = 100.0


@pytest.fixture
def session(practice_paths: Paths) -> Iterator[Session]:
    """A practice cloud with a stopped server that counts as ready, and a disk left over."""
    connection = process.ensure_running(practice_paths, speed=SPEED, guest="reduced")
    session = session_over(connection)
    cancel = CancelToken()
    plan = plan_of(NAME, load_catalogue(session, "japaneast", cancel))
    made = Making(session, plan, new_journal(practice_paths.state / "made"))
    assert made.run().outcome == Outcome.DONE
    made.journal.close()
    server = show_server(session, NAME, cancel)
    set_facts(session, server, cancel, ready=True, certificate_sha256="ab" * 32)
    stop_server(session, server, cancel)
    disk: Any = {
        "location": "japaneast",
        "tags": {"created-by": "kumonote"},
        "sku": {"name": "StandardSSD_LRS"},
        "properties": {"creationData": {"createOption": "Empty"}, "diskSizeGB": 32},
    }
    disks = session.compute.disks
    disks.begin_create_or_update(server.group, "old-disk", disk, polling_interval=1).wait()
    yield session
    session.close()


def now(session: Session) -> Server:
    return show_server(session, NAME, CancelToken())


@pytest.fixture
def desk(practice_paths: Paths, session: Session) -> Iterator[Desk]:
    del session  # the cloud and its server are there first
    desk = Desk(practice_paths, practice=True)
    yield desk
    desk.close()


@pytest.fixture
def window(qtbot: QtBot, desk: Desk) -> MainWindow:
    window = MainWindow(desk)
    qtbot.addWidget(window)
    window.show()
    return window


DialogT = TypeVar("DialogT", bound=QDialog)


def dialog(user: User, window: MainWindow, kind: type[DialogT]) -> DialogT:
    """The dialog, once it is open."""

    def there() -> list[DialogT]:
        return [found for found in window.findChildren(kind) if found.isVisible()]

    user.wait(lambda: bool(there()))
    return there()[0]


@pytest.mark.timeout(420)
def test_size_daily_stop_leftovers_a_new_address_and_another_program(
    qtbot: QtBot, desk: Desk, window: MainWindow, session: Session
) -> None:
    user = User(qtbot)
    user.wait(lambda: state(window, NAME) is ServerState.STOPPED, seconds=60)

    user.choose_from_menu(window, f"more:{NAME}", f"resize:{NAME}")
    sizes = dialog(user, window, ResizeDialog)
    other = desk.jobs.start(verbatim("meanwhile"), lambda _emit, _cancel: None)
    with qtbot.waitSignal(other.ended):
        pass  # an open dialog holds nothing else up
    sizes.choose("Standard_E4s_v5")
    user.press(sizes, "answer:yes")
    user.wait(lambda: now(session).size == "Standard_E4s_v5", seconds=90)
    user.wait(lambda: state(window, NAME) is ServerState.STOPPED, seconds=60)

    user.choose_from_menu(window, f"more:{NAME}", f"daily-stop:{NAME}")
    stop = dialog(user, window, DailyStopDialog)
    assert stop.time == "19:00"
    assert stop.time_zone == "Asia/Tokyo"
    field = stop.findChild(QTimeEdit, "time")
    assert isinstance(field, QTimeEdit)
    field.setTime(QTime(21, 30))
    user.press(stop, "answer:yes")
    wanted = DailyStop("2130", "Tokyo Standard Time")
    user.wait(lambda: daily_stop_of(session, now(session), CancelToken()) == wanted, seconds=90)

    panel = window.servers.findChild(OrphansPanel)
    assert isinstance(panel, OrphansPanel)
    user.wait(panel.isVisible, seconds=60)
    assert "Japan East" in words_on(panel)
    user.will_answer("yes")
    user.press(window, "remove-orphans")
    user.wait(lambda: not panel.isVisible(), seconds=90)
    assert "old-disk" in user.questions[-1]
    disks = session.compute.disks.list_by_resource_group(now(session).group)
    assert "old-disk" not in [disk.name for disk in disks]

    moved = Problem(
        "address-changed",
        verbatim("another address"),
        verbatim("allow it"),
        action=Action.ALLOW_ADDRESS,
    )
    process.control(desk.paths, "public-address", value="203.0.113.99")
    window.servers.show_problem(moved, now(session))
    card = window.servers.card(NAME)
    assert card is not None
    user.press(card.problem, "act")
    new = ("203.0.113.99/32",)
    user.wait(lambda: managed_from(session, now(session), CancelToken()) == new, seconds=90)
    user.wait(lambda: state(window, NAME) is ServerState.STOPPED, seconds=60)
    assert card.problem.problem is None

    with other_program_at_work(desk.paths) as other_pid:
        user.press(window, f"start:{NAME}")
        user.wait(lambda: card.problem.problem is not None, seconds=60)
        assert card.problem.problem is not None
        assert card.problem.problem.code == "already-running"
        assert f"process {other_pid}" in str(card.problem.problem.message)
        assert now(session).state is ServerState.STOPPED
    window.close()


@contextmanager
def other_program_at_work(paths: Paths) -> Iterator[int]:
    """A process that has the server's journal open, as every command that changes it does."""
    words = (
        "import sys; from pathlib import Path; from app.engine.journal import Journal; "
        "journal = Journal.open(Path(sys.argv[1])); journal.begin('resize', {}); "
        "print('open', flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", words, paths.journals("practice") / f"{NAME}.jsonl"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "open\n"
        yield process.pid
        process.kill()
