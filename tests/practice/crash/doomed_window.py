"""The window as it is, driven by clicks and keys, but at one point it kills itself."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Literal
from unittest.mock import patch

from PySide6.QtCore import QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.exceptions import TimeoutError as NotInTimeError

from app.cli.json_output import event_object
from app.engine.events import Event
from app.paths import Paths
from app.server import ServerState
from app.text import use_language
from tests.practice.crash.doomed import Doom, Reached
from tests.ui.practice_window import fill_wizard, state, wizard_of
from tests.ui.windows import User
from ui.dialogs.resize import ResizeDialog
from ui.dialogs.secrets import PasswordDialog
from ui.jobs import Job
from ui.main import make_application
from ui.one_copy import OtherCopy, Wish, find_place
from ui.servers.main_window import MainWindow
from ui.shell import Shell

NAME: Final = "cat"
SIZE: Final = "Standard_B4s_v2"
"""What a server is changed to."""
Act = Literal["create", "continue", "stop", "start", "resize", "repair", "delete", "remove", "look"]
"""What the user came for. `look`: only to see what there is."""

_PLAN: Final = f'name = "{NAME}"\n'
_LOOK_EVERY_MS: Final = 10


class Patience:
    """Waits for what is to be seen without pytest, which is not there."""

    def waitUntil(self, callback: Callable[[], bool | None], *, timeout: int = 120_000) -> None:
        deadline = time.monotonic() + timeout / 1000
        while not callback():
            if time.monotonic() > deadline:
                raise NotInTimeError
            QTest.qWait(_LOOK_EVERY_MS)


@dataclass(frozen=True, kw_only=True)
class DoomedWindow(Doom):
    """`kumonote` from its start to its end; prints the state of the server that it shows then.

    The password is the first line of standard input.
    """

    act: Act

    def live(self, reached: Reached) -> None:
        password = sys.stdin.readline().rstrip("\n")
        tell = Job.tell

        def doomed_tell(job: Job, events: list[Event]) -> None:
            tell(job, events)
            if job.subject == NAME:
                for event in events:
                    reached("event", event_object(event))

        application = make_application()
        paths = Paths.of_this_user()
        place = find_place(paths)
        assert not isinstance(place, OtherCopy), "the lock of a killed window is in force"
        with patch.object(Job, "tell", doomed_tell):
            shell = Shell(application, paths)
            use_language("en")
            sys.stdout.write(f"{self._visit(shell, password)}\n")
            place.stop_listening()
            shell.close()
            place.close()
        sys.stdout.flush()

    def _visit(self, shell: Shell, password: str) -> str:
        user = User(Patience())
        if self.act == "create":
            plan = self.folder / f"{NAME}.kumonote"
            plan.write_text(_PLAN, encoding="utf-8")
            shell.fulfil(Wish(True, plan))
        else:
            shell.fulfil(Wish(True))
        window = shell.windows[True]
        getattr(self, f"_{self.act}")(user, window, password)
        user.wait(lambda: _settled(user, window))
        shown = state(window, NAME)
        window.close()
        return shown.name if shown is not None else "NONE"

    def _look(self, user: User, window: MainWindow, password: str) -> None:
        del user, window, password

    def _create(self, user: User, window: MainWindow, password: str) -> None:
        user.wait(lambda: bool(window.walks))
        wizard = wizard_of(window)
        user.wait(lambda: bool(wizard.answers.endpoint.my_address))
        fill_wizard(user, wizard, password)
        user.press(wizard, "next")
        user.wait(lambda: wizard.here == "done")
        wizard.close()
        user.wait(lambda: state(window, NAME) is ServerState.RUNNING)

    def _continue(self, user: User, window: MainWindow, password: str) -> None:
        asked = QTimer(window, interval=50)
        asked.timeout.connect(lambda: _give(user, asked, password))
        asked.start()
        user.press(window, f"continue:{NAME}")
        user.wait(lambda: state(window, NAME) is ServerState.RUNNING)

    def _stop(self, user: User, window: MainWindow, password: str) -> None:
        del password
        user.press(window, f"stop:{NAME}")
        user.wait(lambda: state(window, NAME) is ServerState.STOPPED)

    def _start(self, user: User, window: MainWindow, password: str) -> None:
        del password
        user.press(window, f"start:{NAME}")
        user.wait(lambda: state(window, NAME) is ServerState.RUNNING)

    def _resize(self, user: User, window: MainWindow, password: str) -> None:
        """Where the server has that size already, it is not offered, and nothing is changed."""
        del password
        user.choose_from_menu(window, f"more:{NAME}", f"resize:{NAME}")
        dialogs: list[ResizeDialog] = []

        def opened() -> bool:
            dialogs[:] = [d for d in window.findChildren(ResizeDialog) if d.isVisible()]
            return bool(dialogs)

        user.wait(opened)
        dialogs[0].choose(SIZE)
        if not user.can_press(dialogs[0], "answer:yes"):
            user.press(dialogs[0], "answer:no")
            return
        user.press(dialogs[0], "answer:yes")
        _through(user, window)

    def _repair(self, user: User, window: MainWindow, password: str) -> None:
        del password
        user.choose_from_menu(window, f"more:{NAME}", f"repair:{NAME}")
        _through(user, window)

    def _delete(self, user: User, window: MainWindow, password: str) -> None:
        del password
        user.will_answer("yes")
        user.choose_from_menu(window, f"more:{NAME}", f"delete:{NAME}")
        user.wait(lambda: user.can_press(window, "first"))

    def _remove(self, user: User, window: MainWindow, password: str) -> None:
        del password
        user.will_answer("yes")
        user.press(window, f"remove:{NAME}")
        user.wait(lambda: user.can_press(window, "first"))


def _give(user: User, asked: QTimer, password: str) -> None:
    """Give the password in its dialog, which holds up whoever opened it."""
    dialog = QApplication.activeModalWidget()
    if isinstance(dialog, PasswordDialog):
        asked.stop()
        for field in ("password", "password-again"):
            user.type_into(dialog, field, password)
        user.press(dialog, "go-on")


def _through(user: User, window: MainWindow) -> None:
    """Wait until something has been done with the server."""
    user.wait(lambda: state(window, NAME) is None)
    user.wait(lambda: state(window, NAME) is not None)


def _settled(user: User, window: MainWindow) -> bool:
    """The list has been read, and nothing is done with the server."""
    return state(window, NAME) is not None or user.can_press(window, "first")
