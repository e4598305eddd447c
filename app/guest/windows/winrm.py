"""An open connection to a Windows machine over WinRM: programs, scripts, files."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from winrm.exceptions import WinRMOperationTimeoutError
from winrm.protocol import Protocol

from app.awake import Limit
from app.engine.cancel import CancelToken
from app.guest import errors
from app.guest.execution import Lines
from app.guest.identity import certificate_identity
from app.guest.pinned_https import PinnedDialer
from app.guest.protocol import CommandResult
from app.guest.windows import inside, winrm_errors
from app.guest.windows.power_shell import command_for
from app.guest.windows.quoting import command_line
from app.guest.windows.winrm_transport import Limits

_CHUNK: Final = 48 * 1024
"""Bytes of input in one message, which may have 150 KB with all its wrapping."""

_CODE_PAGE_UTF8: Final = 65001
_PAUSE_SECONDS: Final = 0.1
_GOODBYE_SECONDS: Final = 5


class WinRmGuest:
    """A `Guest` over one authenticated connection and one shell. Made by `connect`.

    The machine splits command lines itself, without cmd.exe: nothing in an argument is code.
    """

    def __init__(self, protocol: Protocol, pinned: PinnedDialer, user: str, limits: Limits) -> None:
        self._protocol = protocol
        self._pinned = pinned
        self._user = user
        self._limits = limits
        self._shell = ""
        self._usable = True

    @property
    def identity(self) -> str:
        return certificate_identity(self._pinned.fingerprint)

    @property
    def is_open(self) -> bool:
        return self._usable and bool(self._shell)

    def open(self, cancel: CancelToken) -> None:
        """Sign in and open the shell. Raises `ProblemError`."""
        with self._using(cancel), _answered():
            self._shell = self._protocol.open_shell(codepage=_CODE_PAGE_UTF8)

    def run(
        self,
        command: Sequence[str],
        *,
        cancel: CancelToken,
        stdin: bytes = b"",
        timeout_seconds: float = 60.0,
        on_line: Callable[[str], None] | None = None,
    ) -> CommandResult:
        """See `Guest.run`. The program is named with its whole path.

        `timeout_seconds` limits the silence between two outputs. Cancelling closes the
        connection; the machine then ends the program.
        """
        program, *arguments = command
        line = command_line(arguments)
        with self._using(cancel):
            with _answered():
                running = self._protocol.run_command(
                    self._shell,
                    program,
                    (line,) if line else (),
                    console_mode_stdin=False,
                    skip_cmd_shell=True,
                )
            try:
                self._send(running, stdin, cancel)
                return self._follow(running, program, timeout_seconds, on_line, cancel)
            finally:
                self._forget(running)

    def run_script(self, script: str, cancel: CancelToken, timeout_seconds: float) -> CommandResult:
        """Run a script for PowerShell. Raises as `run` does, never for its exit code."""
        command, stdin = command_for(script)
        return self.run(command, stdin=stdin, cancel=cancel, timeout_seconds=timeout_seconds)

    def put(self, path: str, data: bytes, *, mode: int, cancel: CancelToken) -> None:
        """See `Guest.put`. The file appears at once and whole, its checksum compared.

        Where `mode` lets in its owner alone, only administrators ever get at the file.
        """
        command, stdin = inside.receive_file(path, data, private=mode & 0o077 == 0)
        self._ask(path, command, stdin, cancel)

    def get(self, path: str, *, cancel: CancelToken) -> bytes:
        """See `Guest.get`. Raises `FileNotFoundError` where there is none."""
        parts: list[bytes] = []
        self.read(path, parts.append, cancel, most=inside.LARGEST_FILE)
        return b"".join(parts)

    def read(
        self, path: str, take: Callable[[bytes], None], cancel: CancelToken, *, most: int
    ) -> None:
        """Hand a file of up to `most` bytes to `take`, piece by piece; raises as `get` does."""
        command, stdin = inside.send_file(path, most)
        coming = inside.ComingFile(take)
        told = self._ask(path, command, stdin, cancel, coming.line)
        try:
            coming.compare(told)
        except ValueError as error:
            raise errors.file_failed(path, str(error)) from error

    def ask(
        self,
        command: Sequence[str],
        stdin: bytes,
        cancel: CancelToken,
        on_line: Callable[[str], None] | None = None,
    ) -> Any:
        """What a program of `app.guest.windows.inside` answers; `on_line` gets each line too.

        Raises `ProblemError` "guest-file", or `FileNotFoundError`.
        """
        return self._ask(command[-1], command, stdin, cancel, on_line)

    def close(self) -> None:
        if self.is_open:
            # a shell that is left open counts against the few that a user may have
            self._protocol.transport.read_timeout_sec = _GOODBYE_SECONDS
            with contextlib.suppress(*winrm_errors.FAILURES), _answered():
                self._protocol.close_shell(self._shell)
        self._shell = ""
        self._give_up()

    def _send(self, running: str, stdin: bytes, cancel: CancelToken) -> None:
        for start in range(0, len(stdin), _CHUNK):
            cancel.check()
            chunk = stdin[start : start + _CHUNK]
            self._protocol.send_command_input(self._shell, running, chunk)
        self._protocol.send_command_input(self._shell, running, b"", end=True)

    def _follow(
        self,
        running: str,
        program: str,
        silence_seconds: float,
        on_line: Callable[[str], None] | None,
        cancel: CancelToken,
    ) -> CommandResult:
        out, err = Lines(on_line), Lines()
        silence = Limit(silence_seconds)
        while True:
            cancel.check()
            try:
                with _answered():
                    told, complained, code, done = self._protocol.get_command_output_raw(
                        self._shell, running
                    )
            except WinRMOperationTimeoutError:
                told, complained, code, done = b"", b"", 0, False
            out.feed(told, final=done)
            err.feed(complained, final=done)
            if done:
                return CommandResult(code, out.text, err.text)
            if told or complained:
                silence = Limit(silence_seconds)
            elif silence.over:
                raise errors.command_too_slow(silence_seconds, program)
            else:
                cancel.wait(_PAUSE_SECONDS)  # whatever answers nothing at once is not asked at once

    def _forget(self, running: str) -> None:
        """The machine keeps a program, even an ended one, until it is told to let it go."""
        if self._usable:
            with contextlib.suppress(*winrm_errors.FAILURES), _answered():
                self._protocol.cleanup_command(self._shell, running)

    def _ask(
        self,
        path: str,
        command: Sequence[str],
        stdin: bytes,
        cancel: CancelToken,
        on_line: Callable[[str], None] | None = None,
    ) -> Any:
        last = ""

        def hear(line: str) -> None:
            nonlocal last
            last = line or last
            if on_line is not None:
                on_line(line)

        ended = self.run(command, stdin=stdin, cancel=cancel, on_line=hear)
        try:
            told = json.loads(last)
        except ValueError:
            told = None
        if ended.exit_code == 0 and told is not None:
            return told
        if isinstance(told, dict) and told.get("missing"):
            raise FileNotFoundError(path)
        details = told.get("error") if isinstance(told, dict) else (ended.stderr or ended.stdout)
        raise errors.file_failed(path, str(details)[-2000:])

    @contextmanager
    def _using(self, cancel: CancelToken) -> Iterator[None]:
        """Cancelling closes the connection; what breaks then broke because of that."""
        cancel.check()
        forget = cancel.on_cancel(self._pinned.shut)
        try:
            yield
        except winrm_errors.FAILURES as error:
            if not winrm_errors.is_fault(error):
                self._give_up()
            cancel.check()
            raise winrm_errors.explained(
                error, self._pinned.host, self._user, self._limits
            ) from error
        finally:
            forget()

    def _give_up(self) -> None:
        """Half a message may be on its way: nothing sensible can follow it."""
        self._usable = False
        self._protocol.transport.close_session()
        self._pinned.close()


@contextmanager
def _answered() -> Iterator[None]:
    """Around calls of pywinrm: an answer that is none at all ends the connection."""
    try:
        yield
    except winrm_errors.FAILURES:
        raise
    except winrm_errors.NO_ANSWER_AT_ALL as error:
        raise ConnectionError(f"no answer of WinRM: {error or type(error).__name__}") from error
