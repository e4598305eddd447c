"""Programs that run behind a remote shell: their input, and their output as it comes."""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

NOT_FOUND: Final = 9009
"""The exit code of cmd.exe for a program that it does not find."""

_CHUNK: Final = 65536


@dataclass(frozen=True)
class Start:
    """How a program is started on this computer."""

    argv: Sequence[str]
    folder: Path
    environment: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Refusal:
    """Why a program is not started: its whole output."""

    words: str


class Runner(Protocol):
    """Knows what to start for a command of the machine."""

    def __call__(self, program: str, arguments: str, *, in_shell: bool) -> Start | Refusal:
        """`arguments` is the rest of the command line, as it was sent; `in_shell` says that
        `cmd.exe` is to take it."""


class Program:
    """One that runs, or was refused.

    It is done when it has ended, as on Windows: programs that it started may hold its streams
    open, because in Wine they get its standard error whatever they are started with.
    """

    def __init__(self, start: Start | Refusal) -> None:
        self._changed = threading.Condition()
        self._output = {"stdout": b"", "stderr": b""}
        self._done = False
        self._process: subprocess.Popen[bytes] | None = None
        self.code = 0
        if isinstance(start, Refusal):
            self._refuse(start)
            return
        environment = None if start.environment is None else dict(start.environment)
        try:
            self._process = subprocess.Popen(
                list(start.argv),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                cwd=start.folder,
                env=environment,
                start_new_session=True,
            )
        except OSError as error:
            self._refuse(Refusal(str(error)))
            return
        ended, says_ended = os.pipe()
        for target, arguments in (
            (self._wait, (self._process, says_ended)),
            (self._read, (self._process, ended)),
        ):
            threading.Thread(target=target, args=arguments, name="program").start()

    def send(self, data: bytes, *, end: bool) -> None:
        stdin = self._process.stdin if self._process else None
        if stdin is None:
            return
        with contextlib.suppress(BrokenPipeError, ValueError):
            stdin.write(data)
            stdin.flush()
        if end:
            with contextlib.suppress(BrokenPipeError):
                stdin.close()

    def receive(self, seconds: float, most: int) -> tuple[dict[str, bytes], bool] | None:
        """What came on each stream, and whether that was all; None for nothing in time."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: any(self._output.values()) or self._done, seconds
            ):
                return None
            told = {name: data[:most] for name, data in self._output.items()}
            self._output = {name: data[most:] for name, data in self._output.items()}
            return told, self._done and not any(self._output.values())

    def end(self) -> None:
        """Kill it if it still runs, and leave nothing open."""
        if self._process is None:
            return
        if self._process.poll() is None:
            self._kill(self._process)
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        with self._changed:
            self._changed.wait_for(lambda: self._done)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _kill(self, process: subprocess.Popen[bytes]) -> None:
        with contextlib.suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)

    def _refuse(self, refusal: Refusal) -> None:
        self._output["stderr"] = refusal.words.encode() + b"\r\n"
        self._done, self.code = True, NOT_FOUND

    @staticmethod
    def _wait(process: subprocess.Popen[bytes], says_ended: int) -> None:
        process.wait()
        os.close(says_ended)

    def _read(self, process: subprocess.Popen[bytes], ended: int) -> None:
        """Take what it writes until it ends, then what is left in its streams."""
        open_streams = {"stdout": process.stdout, "stderr": process.stderr}
        names = {s.fileno(): name for name, s in open_streams.items() if s is not None}
        with selectors.DefaultSelector() as selector:
            selector.register(ended, selectors.EVENT_READ)
            for number in names:
                os.set_blocking(number, False)
                selector.register(number, selectors.EVENT_READ)
            over = False
            while not over:
                ready = {key.fd for key, _ in selector.select()}
                over = ended in ready
                for number in names.keys() if over else ready & names.keys():
                    if not self._take(number, names[number]) and not over:
                        selector.unregister(number)
        os.close(ended)
        for stream in open_streams.values():
            if stream is not None:
                stream.close()
        with self._changed:
            self.code = process.wait()
            self._done = True
            self._changed.notify_all()

    def _take(self, number: int, name: str) -> bool:
        """Take what is there; False at the end of the stream."""
        with contextlib.suppress(BlockingIOError):
            while data := os.read(number, _CHUNK):
                with self._changed:
                    self._output[name] += data
                    self._changed.notify_all()
            return False
        return True
