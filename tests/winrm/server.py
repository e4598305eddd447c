"""The practice cloud's WS-Management server, watched and interfered with."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from app.practice.guests.windows.programs import Program
from app.practice.guests.windows.shells import ACCESS_DENIED, Shells
from app.practice.guests.windows.soap import Fault, Message
from app.practice.guests.windows.winrm import WinRmServer
from tests.winrm.programs import OwnPython

Interference = Literal["", "cut", "silence", "nonsense"]
"""What happens in place of the answer to the message of that name; empty: the answer."""


class WatchedShells(Shells):
    """`asked` are the names of the messages it understood, `programs` what was started."""

    def __init__(self, folder: Path) -> None:
        super().__init__(OwnPython(folder), most=5)
        self.refuse_commands = False
        self.asked: list[str] = []
        self.programs: list[Program] = []

    def handle(self, message: Message) -> bytes:
        self.asked.append(message.name)
        return super().handle(message)

    def start(self, message: Message) -> Program:
        if self.refuse_commands:
            raise Fault(ACCESS_DENIED, "Access is denied.", "w:AccessDenied")
        program = super().start(message)
        self.programs.append(program)
        return program


class TroubledServer(WinRmServer):
    """`interfere` says for each message what goes wrong with its answer."""

    shells: WatchedShells

    def __init__(self, pem: Path, folder: Path) -> None:
        super().__init__(pem, WatchedShells(folder))
        self.folder = folder
        self.interfere: Callable[[str], Interference] = lambda _message: ""
        self.going_on = threading.Event()  # set at the end, for those who keep silent

    def answer(self, message: Message) -> bytes | None:
        match self.interfere(message.name):
            case "cut":
                return None
            case "silence":
                self.going_on.wait()
                return None
            case "nonsense":
                return b"<html>Welcome</html>"
        return super().answer(message)

    def stop(self) -> None:
        self.going_on.set()
        super().stop()
