"""What runs behind the WS-Management server of the tests: one real program, all others refused.

Where Windows has its Python, this computer's own Python runs. PowerShell and the programs
that only Windows has are refused, never imitated: nothing here proves what they would do.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from typing import IO, Final

from app.guest.windows.scripts import PYTHON
from tests.shared.command_lines import split_as_windows_does

REFUSED: Final = 9009
"""The exit code of cmd.exe for a program that it does not find."""

_CHUNK: Final = 65536


class Program:
    """A program that runs: its input, and its output as it comes."""

    def __init__(self, program: str, arguments: str, folder: Path) -> None:
        self._changed = threading.Condition()
        self._output = {"stdout": b"", "stderr": b""}
        self._open = 2
        self._process: subprocess.Popen[bytes] | None = None
        self.code = 0
        if program != PYTHON:
            self._refuse(program)
            return
        self._process = subprocess.Popen(
            [sys.executable, *split_as_windows_does(arguments)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
        )
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
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            with contextlib.suppress(BrokenPipeError):
                self._process.stdin.close()
        with self._changed:
            self._changed.wait_for(lambda: self._open == 0)

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.poll() is None

    def _refuse(self, program: str) -> None:
        words = f"'{program}' is refused: there is none on this test server\r\n"
        self._output["stderr"] = words.encode()
        self._open, self.code = 0, REFUSED

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
