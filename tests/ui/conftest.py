"""What all tests of windows keep to: no warning of Qt, no thread left, English at the start."""

from __future__ import annotations

import gc
import shutil
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Protocol

import pytest
from PySide6.QtCore import QtMsgType
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.operations.practice_cloud import stop_practice
from app.paths import Paths
from app.text import use_language
from tests.shared.waiting import PATIENCE_SECONDS, wait_until
from ui.garbage import GarbageCollector
from ui.theme import LIGHT, style_sheet

PATIENCE_MILLISECONDS = round(PATIENCE_SECONDS * 1000)
HARMLESS = "This plugin does not support"
"""What the platform without a screen says of raising windows and size hints."""


class PatientBot(QtBot):
    """Waits as long as tests elsewhere do: five seconds are short on a busy computer."""

    def waitUntil(
        self, callback: Callable[[], bool | None], *, timeout: int = PATIENCE_MILLISECONDS
    ) -> None:
        super().waitUntil(callback, timeout=timeout)

    def waitSignal(self, signal: Any, *, timeout: int = PATIENCE_MILLISECONDS, **how: Any) -> Any:
        return super().waitSignal(signal, timeout=timeout, **how)


@pytest.fixture(autouse=True)
def garbage_in_the_gui_thread(qapp: QApplication) -> Iterator[None]:
    """As in the application; what a test leaves behind does not wait for other tests' threads."""
    collector = GarbageCollector(qapp)
    yield
    gc.collect()
    collector.close()
    collector.deleteLater()


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    del qapp  # widgets need it to be there
    return PatientBot(request)


class _Message(Protocol):
    @property
    def type(self) -> QtMsgType: ...
    @property
    def message(self) -> str: ...


class _QtLog(Protocol):
    @property
    def records(self) -> list[_Message]: ...


@pytest.fixture(autouse=True)
def no_warning_of_qt(qtlog: _QtLog) -> Iterator[None]:
    """A warning of Qt is a mistake of ours: a signal that does not fit, a timer in a thread."""
    yield
    told = [record for record in qtlog.records if record.type is not QtMsgType.QtDebugMsg]
    assert [r.message for r in told if not r.message.startswith(HARMLESS)] == []


@pytest.fixture(autouse=True)
def no_thread_left(garbage_in_the_gui_thread: None, qtbot: QtBot) -> Iterator[None]:
    """Whatever a test started has ended when it is over."""
    del garbage_in_the_gui_thread, qtbot  # the application is there before threads are counted
    before = set(threading.enumerate())
    yield
    wait_until(lambda: not [t for t in threading.enumerate() if t not in before])


@pytest.fixture(autouse=True)
def our_style(qapp: QApplication) -> None:
    """As in the application: margins and bold words take their room."""
    sheet = style_sheet(LIGHT)
    if qapp.styleSheet() != sheet:
        qapp.setStyleSheet(sheet)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    use_language("en")
    yield
    use_language("en")


@pytest.fixture
def practice_paths(monkeypatch: pytest.MonkeyPatch) -> Iterator[Paths]:
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    monkeypatch.setenv("KUMONOTE_HOME", str(folder))
    monkeypatch.setenv("KUMONOTE_PRACTICE_SPEED", "50")
    monkeypatch.delenv("DBUS_SESSION_BUS_ADDRESS", raising=False)  # no keyring of this user
    paths = Paths.of_this_user()
    yield paths
    stop_practice(paths, wipe=True)
    shutil.rmtree(folder)
