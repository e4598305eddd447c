"""The program started twice: the second copy finds the first, hands over, and ends."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import stat
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox
from pytestqt.qtbot import QtBot

from app.paths import Paths
from app.practice.local import address_for
from tests.shared.waiting import wait_until
from tests.ui.windows import User
from ui.dialogs.second_copy import tell_no_answer, wants_the_first
from ui.one_copy import FirstCopy, OtherCopy, Wish, find_place
from ui.servers.main_window import MainWindow
from ui.shell import Shell

PLAN = 'name = "physics-101"\n'
OTHER_PLAN = 'name = "biology-7"\n'


@pytest.fixture
def paths(monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    for name in ("AZURE_TENANT_ID", "AZURE_CLIENT_ID"):
        monkeypatch.delenv(name, raising=False)
    (folder / "settings.toml").touch()  # somebody has been welcomed already
    yield Paths(folder, folder)
    shutil.rmtree(folder)


PRESSING = """
import sys
from ui import main

main.wants_the_first = lambda: True
sys.exit(main.run([]))
"""


def program(paths: Paths, *words: str | Path) -> AbstractContextManager[subprocess.Popen[str]]:
    """Another process of the window's program, without a screen."""
    return process(paths, "-m", "ui.main", *words)


@contextmanager
def process(paths: Paths, *words: str | Path) -> Iterator[subprocess.Popen[str]]:
    own = {"KUMONOTE_HOME": str(paths.state), "QT_QPA_PLATFORM": "offscreen", "LC_ALL": "C.UTF-8"}
    with subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, **own},
        stderr=subprocess.DEVNULL,
        text=True,
    ) as started:
        try:
            yield started
        finally:
            started.kill()


def first_of(paths: Paths) -> FirstCopy:
    place = find_place(paths)
    assert isinstance(place, FirstCopy)
    return place


@pytest.fixture
def shell(qapp: QApplication, paths: Paths, monkeypatch: pytest.MonkeyPatch) -> Iterator[Shell]:
    # no practice cloud is started: what windows ask of it is another test's business
    monkeypatch.setattr(MainWindow, "refresh", lambda _window: None)
    made = Shell(qapp, paths)
    place = first_of(paths)
    place.asked.connect(made.fulfil)
    yield made
    place.close()
    for window in list(made.windows.values()):
        for walk in window.walks:
            walk.leave()
        window.close()
    made.close()


def test_a_file_is_opened_by_the_copy_that_is_there(
    qtbot: QtBot, shell: Shell, paths: Paths
) -> None:
    shell.fulfil(Wish(practice=False))
    window = shell.windows[False]
    user = User(qtbot)
    file = paths.state / "class.kumonote"
    for name, plan, answer in (
        ("physics-101", PLAN, ""),
        ("physics-101", OTHER_PLAN, "no"),
        ("biology-7", OTHER_PLAN, "yes"),
    ):
        file.write_text(plan, encoding="utf-8")
        asked = len(user.questions)
        if answer:
            user.will_answer(answer)
        hand_over(user, paths, file)
        user.wait(partial(is_so, lambda: len(user.questions), asked + bool(answer)))
        user.wait(partial(is_so, partial(names_in, window), [name]))
        assert window.walks[-1].window.isVisible()
    assert list(shell.windows) == [False]


def hand_over(user: User, paths: Paths, file: Path) -> None:
    with program(paths, file) as second:
        user.wait(lambda: second.poll() is not None)
    assert second.returncode == 0


def is_so(look: Callable[[], object], expected: object) -> bool:
    return look() == expected


def names_in(window: MainWindow) -> list[str]:
    return [walk.window.answers.name for walk in window.walks]


def test_the_second_offers_to_show_the_first(qtbot: QtBot, qapp: QApplication) -> None:
    del qapp
    user = User(qtbot)
    for answer in ("show", "close", "Escape"):
        if answer == "Escape":
            user.will_leave(QMessageBox)
        else:
            user.will_answer(answer)
        assert wants_the_first() is (answer == "show")
        assert "open already" in user.questions[-1]


def test_the_first_is_shown_and_the_second_ends(qtbot: QtBot, shell: Shell, paths: Paths) -> None:
    """The second is the whole program, but for the press on its button (see above)."""
    shell.fulfil(Wish(practice=False))
    window = shell.windows[False]
    window.showMinimized()
    user = User(qtbot)
    with process(paths, "-c", PRESSING) as second:
        user.wait(lambda: second.poll() is not None)
    assert second.returncode == 0
    user.wait(lambda: not window.isMinimized())
    assert list(shell.windows) == [False]


def test_a_killed_first_is_in_nobodys_way(paths: Paths) -> None:
    with program(paths) as first:
        address = address_for(paths.state, "window", pipe="kumonote-window")
        wait_until(lambda: OtherCopy(address).answers(), what="the first copy")
        assert isinstance(find_place(paths, patience_seconds=0), OtherCopy)
        first.kill()
        first.wait()
    place = first_of(paths)
    assert OtherCopy(address).answers(), "in place of the socket that the killed one left"
    place.close()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no SIGSTOP")
def test_a_first_that_hangs_is_told(qtbot: QtBot, qapp: QApplication, paths: Paths) -> None:
    del qapp
    with program(paths) as first:
        address = address_for(paths.state, "window", pipe="kumonote-window")
        wait_until(lambda: OtherCopy(address).answers(), what="the first copy")
        first.send_signal(signal.SIGSTOP)
        assert not OtherCopy(address).take(Wish(practice=False))
    user = User(qtbot)
    user.will_answer("close")
    tell_no_answer()
    assert "does not answer" in user.questions[-1]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows guards the pipe by its own list")
def test_nobody_else_can_use_the_line(qtbot: QtBot, paths: Paths) -> None:
    place = first_of(paths)
    address = Path(address_for(paths.state, "window", pipe="kumonote-window"))
    assert stat.S_IMODE(address.stat().st_mode) & 0o077 == 0
    assert stat.S_IMODE(address.parent.stat().st_mode) == 0o700
    wishes: list[Wish] = []
    place.asked.connect(wishes.append)
    user = User(qtbot)
    for nonsense in (b"\n", b"{}\n", b'{"practice": 1, "plan": null}\n', b"x" * 100_000):
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(str(address))
            line.sendall(nonsense)
            line.setblocking(False)
            user.wait(partial(ended, line))
    assert wishes == []
    place.close()


def ended(line: socket.socket) -> bool:
    """Whether the other end has hung up without a word."""
    try:
        return line.recv(10) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True


def test_where_nothing_can_be_written_every_copy_opens(paths: Paths) -> None:
    (paths.state / "file").write_text("in the way")
    place = find_place(Paths(paths.state / "file", paths.cache))
    assert isinstance(place, FirstCopy)
    place.close()


@pytest.mark.parametrize("wish", [Wish(True), Wish(False, Path("/plans/猫.kumonote"))])
def test_a_wish_arrives_as_it_was(wish: Wish) -> None:
    assert Wish.of_line(wish.line()) == wish
