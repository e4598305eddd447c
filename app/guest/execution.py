"""One command over one SSH channel: its input, its lines as they come, its end."""

from __future__ import annotations

import codecs
import shlex
from collections.abc import Callable, Sequence
from typing import Final

import paramiko

from app.awake import Limit
from app.engine.cancel import CancelToken
from app.guest import errors
from app.guest.protocol import CommandResult

_TICK_SECONDS: Final = 0.1
_SEND_SECONDS: Final = 60.0
_CHUNK: Final = 65536
_KEPT: Final = 4 * 1024 * 1024
"""Characters kept of each stream; a flood beyond that only passes through `on_line`."""


class Lines:
    """Cuts a stream of bytes into lines and keeps its beginning."""

    def __init__(self, on_line: Callable[[str], None] | None = None) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")
        self._on_line = on_line
        self._open = ""
        self._kept: list[str] = []
        self._room = _KEPT

    def feed(self, data: bytes, *, final: bool = False) -> None:
        words = self._decoder.decode(data, final)
        if self._room > 0:
            self._kept.append(words[: self._room])
            self._room -= len(words)
        if self._on_line is None:
            return
        *whole, self._open = (self._open + words).split("\n")
        if final and self._open:
            whole.append(self._open)
            self._open = ""
        for line in whole:
            self._on_line(line.rstrip("\r"))

    @property
    def text(self) -> str:
        return "".join(self._kept)


def attend(
    channel: paramiko.Channel,
    command: Sequence[str],
    *,
    stdin: bytes,
    silence_seconds: float,
    on_line: Callable[[str], None] | None,
    cancel: CancelToken,
) -> CommandResult:
    """Follow `command`, which was just started, to its end. Raises `ProblemError` after a silence
    of `silence_seconds`, `Cancelled`, and what paramiko raises when the connection breaks."""
    out, err = Lines(on_line), Lines()
    channel.settimeout(_SEND_SECONDS)
    if stdin:
        channel.sendall(stdin)
    channel.shutdown_write()
    channel.settimeout(_TICK_SECONDS)
    silence = Limit(silence_seconds)
    while True:
        try:
            data = channel.recv(_CHUNK)
        except TimeoutError:
            data = None
        told = _drain_stderr(channel, err)
        if data:
            out.feed(data)
        if data or told:
            silence = Limit(silence_seconds)
        elif data == b"":
            break
        cancel.check()
        if silence.over:
            raise errors.command_too_slow(silence_seconds, shlex.join(command))
    code = _exit_code(channel, silence, cancel)
    _drain_stderr(channel, err)
    out.feed(b"", final=True)
    err.feed(b"", final=True)
    return CommandResult(code, out.text, err.text)


def _drain_stderr(channel: paramiko.Channel, err: Lines) -> bool:
    told = False
    while channel.recv_stderr_ready():
        err.feed(channel.recv_stderr(_CHUNK))
        told = True
    return told


def _exit_code(channel: paramiko.Channel, silence: Limit, cancel: CancelToken) -> int:
    """Raises `EOFError` where the connection ended before the command did."""
    while not channel.exit_status_ready():
        transport = channel.get_transport()
        if not transport.is_active() or silence.over:
            raise EOFError("the connection ended before the command did")
        cancel.wait(_TICK_SECONDS)
    code = channel.recv_exit_status()
    if code < 0:
        raise EOFError("the connection ended before the command did")
    return code
