"""One run at a time: whoever comes second listens to the first, then looks what is left."""

import json
import sys
import time
from pathlib import Path

from .failures import SetupError
from .report import Reporter

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_LIMIT_SECONDS = 40 * 60.0
_TICK_SECONDS = 0.2

_OF_EVERY_EVENT = ("event", "phase", "time", "code", "text", "level", "fraction")


class SetupLock:
    """A lock on a file; the system gives it back when the process ends, however it ends."""

    def __init__(self, file: "Path") -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._file = file.open("a+b")

    def take(self, reporter: "Reporter", phase: "str") -> None:
        """Wait for the lock. Raises `SetupError` "guest-busy" after a long while."""
        if self.try_to_take():
            return
        reporter.progress("waiting-for-other", 0.0, "Another set-up is at work; listening to it")
        relay = Relay(reporter, phase)
        deadline = time.time() + _LIMIT_SECONDS
        while not self.try_to_take():
            if time.time() > deadline:
                raise SetupError(
                    "guest-busy",
                    "Another set-up in this machine did not come to an end.",
                    "Restart the machine, then resume.",
                )
            relay.pass_on()
            time.sleep(_TICK_SECONDS)

    def try_to_take(self) -> "bool":
        try:
            if sys.platform == "win32":
                self._file.seek(0)
                msvcrt.locking(self._file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        return True

    def give_back(self) -> None:
        if sys.platform == "win32":
            self._file.seek(0)
            msvcrt.locking(self._file.fileno(), msvcrt.LK_UNLCK, 1)
        else:
            fcntl.flock(self._file.fileno(), fcntl.LOCK_UN)

    def close(self) -> None:
        """Give it back for good."""
        self._file.close()


class Relay:
    """Passes on what the run under way has logged since it began, and goes on to log."""

    def __init__(self, reporter: "Reporter", phase: "str") -> None:
        self._reporter = reporter
        self._phase = phase
        self._position = self._beginning()

    def pass_on(self) -> None:
        try:
            with self._reporter.log_file.open("rb") as log:
                log.seek(self._position)
                for line in log:
                    if not line.endswith(b"\n"):
                        break
                    self._position += len(line)
                    self._pass(line)
        except FileNotFoundError:
            return  # the other one has not begun to log

    def _beginning(self) -> "int":
        """Where the latest run began."""
        position = start = 0
        try:
            with self._reporter.log_file.open("rb") as log:
                for line in log:
                    if b'"begin"' in line:
                        start = position
                    position += len(line)
        except FileNotFoundError:
            return 0
        return start

    def _pass(self, line: "bytes") -> None:
        """The end of the other run is not the end of this one; its failure may pass."""
        try:
            event = json.loads(line.decode("utf-8", "replace"))
        except ValueError:
            return
        if event.get("event") == "progress" and event.get("phase") == self._phase:
            self._reporter.relay(json.dumps(event))
        elif event.get("event") in ("progress", "log"):
            values = {name: str(event[name]) for name in event if name not in _OF_EVERY_EVENT}
            self._reporter.log(str(event.get("code", "")), str(event.get("text", "")), **values)
