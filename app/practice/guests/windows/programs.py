"""Programs that run behind a remote shell: their input, and their output as it comes."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Final, Protocol

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
    """One that runs, or was refused."""

    def __init__(self, start: Start | Refusal) -> None:
        self._changed = threading.Condition()
        self._output = {"stdout": b"", "stderr": b""}
        self._open = 2
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
        for name, stream in (("stdout", self._process.stdout), ("stderr", self._process.stderr)):
            threading.Thread(target=self._read, args=(name, stream), name=name).start()

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
                lambda: any(self._output.values()) or self._open == 0, seconds
            ):
                return None
            told = {name: data[:most] for name, data in self._output.items()}
            self._output = {name: data[most:] for name, data in self._output.items()}
            return told, self._open == 0 and not any(self._output.values())

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
            self._changed.wait_for(lambda: self._open == 0)

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
        self._open, self.code = 0, NOT_FOUND

    def _read(self, name: str, stream: IO[bytes]) -> None:
        with stream:
            while data := os.read(stream.fileno(), _CHUNK):
                with self._changed:
                    self._output[name] += data
                    self._changed.notify_all()
        with self._changed:
            if self._open == 1 and self._process is not None:
                self.code = self._process.wait()
            self._open -= 1
            self._changed.notify_all()
