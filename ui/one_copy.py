"""One copy of the window for each user and state folder: a second one finds the first.

The first holds a lock, which the system takes back from a killed program, and listens on a
line that only its user may open. The second hands over what it was started for.
"""

from __future__ import annotations

import json
import logging
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from filelock import FileLock, Timeout
from PySide6.QtCore import QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

from app.foreign_json import decoded
from app.paths import Paths, make_private_folder
from app.practice.local import NotOursError, address_for

if TYPE_CHECKING:
    from collections.abc import Iterator

PATIENCE_SECONDS: Final = 10.0
"""The first may just be starting, or just be closing its connections before it ends."""

_LOOK_SECONDS: Final = 0.1
_ANSWER_MS: Final = 5_000
_LONGEST: Final = 64 * 1024
_TAKEN: Final = b"taken\n"

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Wish:
    """What a copy was started for: to show a cloud's window, or to open a plan file in it."""

    practice: bool
    plan: Path | None = None

    def line(self) -> bytes:
        plan = None if self.plan is None else str(self.plan.absolute())
        return json.dumps({"practice": self.practice, "plan": plan}).encode() + b"\n"

    @classmethod
    def of_line(cls, line: bytes) -> Wish:
        """The reverse of `line`. Raises `ValueError` for anything else."""
        whole = decoded(line)
        match whole:
            case {"practice": bool(practice), "plan": None}:
                return cls(practice)
            case {"practice": bool(practice), "plan": str(plan)}:
                return cls(practice, Path(plan))
        raise ValueError("not what a copy of Kumonote says")


class FirstCopy(QObject):
    """This program is the first. `asked` carries the `Wish` of each one that follows."""

    asked = Signal(object)

    def __init__(self, lock: FileLock | None, address: str, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._lock = lock
        self._server = QLocalServer(self)
        self._server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        self._server.newConnection.connect(self._connected)
        if lock is not None and address:
            if sys.platform != "win32":
                Path(address).unlink(missing_ok=True)  # of one that was killed
            if not self._server.listen(address):
                _logger.warning("a second copy cannot reach this: %s", self._server.errorString())

    def stop_listening(self) -> None:
        """The windows are closed: whoever comes now waits until this copy has ended."""
        self._server.close()

    def close(self) -> None:
        """Let another copy be the first."""
        self.stop_listening()
        if self._lock is not None:
            self._lock.release()

    def _connected(self) -> None:
        for line in self._waiting():
            line.readyRead.connect(lambda line=line: self._read(line))
            line.disconnected.connect(line.deleteLater)
            self._read(line)

    def _waiting(self) -> Iterator[QLocalSocket]:
        while (line := self._server.nextPendingConnection()) is not None:
            yield line

    def _read(self, line: QLocalSocket) -> None:
        if not line.canReadLine():
            if line.bytesAvailable() > _LONGEST:
                line.abort()
            return
        try:
            wish = Wish.of_line(bytes(line.readLine(_LONGEST).data()))
        except ValueError as error:
            _logger.warning("a second copy said something else: %s", error)
            line.abort()
            return
        line.write(_TAKEN)
        line.disconnectFromServer()  # once that is written
        self.asked.emit(wish)


class OtherCopy:
    """Another program is the first, and listens at `address`."""

    def __init__(self, address: str) -> None:
        self._address = address

    def answers(self) -> bool:
        """Whether somebody is there to take a wish."""
        line = QLocalSocket()
        there = self._dial(line)
        line.abort()
        return there

    def take(self, wish: Wish) -> bool:
        """Hand `wish` over; False if nobody took it. Waits, so for programs without a window."""
        line = QLocalSocket()
        if not self._dial(line):
            return False
        line.write(wish.line())
        line.flush()
        end = time.monotonic() + _ANSWER_MS / 1000
        while not line.canReadLine() and time.monotonic() < end:
            if not line.waitForReadyRead(_ANSWER_MS):
                break
        taken = line.readLine(_LONGEST).data() == _TAKEN
        line.abort()
        return taken

    def _dial(self, line: QLocalSocket) -> bool:
        line.connectToServer(self._address)
        return line.waitForConnected(_ANSWER_MS)


def find_place(
    paths: Paths, *, patience_seconds: float = PATIENCE_SECONDS
) -> FirstCopy | OtherCopy:
    """Be the first copy of the window, or find the one that is.

    Where no lock can be had (a folder that cannot be written to), every copy is the first.
    """
    try:
        make_private_folder(paths.state)
        address = address_for(paths.state, "window", pipe="kumonote-window")
        lock = FileLock(paths.state / "window.lock", mode=0o600, thread_local=False)
        return _first_or_other(lock, address, patience_seconds)
    except (OSError, NotOursError) as error:
        _logger.warning("whether Kumonote is open already cannot be told: %s", error)
        return FirstCopy(None, "")


def _first_or_other(lock: FileLock, address: str, patience_seconds: float) -> FirstCopy | OtherCopy:
    end = time.monotonic() + patience_seconds
    other = OtherCopy(address)
    while True:
        try:
            lock.acquire(timeout=_LOOK_SECONDS)
        except Timeout:
            if other.answers() or time.monotonic() > end:
                return other
        else:
            return FirstCopy(lock, address)
