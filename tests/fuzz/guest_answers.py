"""What a machine says: first bytes over SSH, lines of the setup program, a kernel's messages."""

from __future__ import annotations

import json
import logging
import socket
import threading
from collections.abc import Callable, Sequence
from functools import cache
from typing import Any, Final, TypeVar

import paramiko

from app.cli.json_output import event_object
from app.engine.cancel import CancelToken
from app.engine.events import LogLine, Progress
from app.engine.step import Step
from app.guest import kernel
from app.guest.connecting import connect
from app.guest.keys import KeyPair, new_key_pair
from app.guest.protocol import CommandResult
from app.guest.setup import SetupProgram
from app.guest.windows.scripts import certificate_in, sealed_in
from app.problems import ProblemError
from app.text import Text
from tests.fuzz.target import Target, say

_Result = TypeVar("_Result")
_DEEP: Final = b"[" * 3000
_LONGEST: Final = 64 * 1024
_ENOUGH: Final = 1024


class _Heard:
    """A step's run that writes what it is told as `--json` does; no engine stands behind it."""

    cancel = CancelToken()

    def log(self, line: Text, *, level: int = logging.INFO) -> None:
        _write(LogLine(text=line, step="software", level=level))

    def progress(self, fraction: float, detail: Text | None = None) -> None:
        _write(
            Progress(
                step="software",
                step_fraction=fraction,
                fraction=fraction,
                seconds_left=1.0,
                detail=detail,
            )
        )

    def note(self, facts: object) -> None:
        del facts

    def result(self, step: Step[_Result]) -> _Result:
        raise LookupError(step.id)


def _write(event: LogLine | Progress) -> None:
    json.dumps(event_object(event), ensure_ascii=False, allow_nan=False).encode()


class _Lines:
    """A launcher whose machine has said `data` already."""

    def __init__(self, data: bytes) -> None:
        self._text = data.decode("utf-8", "replace")

    def launch(
        self, *_phase: object, on_line: Callable[[str], None], **_how: object
    ) -> CommandResult:
        for line in self._text.splitlines():
            on_line(line)
        return CommandResult(0, self._text, "")


def parse_setup(data: bytes) -> None:
    try:
        facts = SetupProgram(_Lines(data)).run(["configure"], {}, _Heard())
        assert isinstance(facts, dict)
    except ProblemError as error:
        say(error.problem)


def setups() -> Sequence[bytes]:
    told: list[dict[str, Any]] = [
        {"event": "progress", "fraction": 0.25, "code": "packages", "text": "Installing"},
        {"event": "log", "level": "warning", "text": "slow", "code": "network-again"},
        {"event": "done", "facts": {"python": "3.12", "left": []}, "time": 1.0},
    ]
    failed = {"event": "failed", "code": "guest-disk-space", "free": 1, "retryable": False}
    lines = [json.dumps(one).encode() for one in told]
    return [b"\n".join(lines), b"\n".join([*lines[:2], json.dumps(failed).encode()])]


def parse_kernel(data: bytes) -> None:
    try:
        message = kernel.told(data)
    except ValueError:
        return
    message.get("parent_header", {}).get("msg_id")
    if message.get("msg_type") in ("display_data", "execute_result"):
        message["content"]["data"].get("image/png")


def kernels() -> Sequence[bytes]:
    parent = {"msg_id": "1", "msg_type": "execute_request"}
    return [
        json.dumps(
            {"msg_type": kind, "parent_header": parent, "content": content, "metadata": {}}
        ).encode()
        for kind, content in (
            ("status", {"execution_state": "idle"}),
            ("display_data", {"data": {"image/png": "iVBORw0KGgo="}, "metadata": {}}),
            ("error", {"ename": "NameError", "evalue": "x", "traceback": []}),
        )
    ]


def parse_windows(data: bytes) -> None:
    output = data.decode("utf-8", "replace")
    certificate_in(output)
    sealed_in(output)


def windows() -> Sequence[bytes]:
    return [b"Windows says\r\nkumonote-told:TUlJQg==\r\n", b"kumonote-told:\r\n"]


@cache
def _keys() -> KeyPair:
    return new_key_pair()


class _Handed:
    """A dialer whose connection has a machine's first bytes in it already, and ends after them."""

    def __init__(self, data: bytes) -> None:
        self._data = data

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        del host, port, timeout_seconds
        ours, theirs = socket.socketpair()
        theirs.sendall(self._data)
        theirs.close()
        return ours

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        raise NotImplementedError


def parse_ssh(data: bytes) -> None:
    """What is shorter than a greeting is waited for, so it is made one."""
    keys = _keys()
    try:
        connect(
            _Handed((data if data[:4] == b"SSH-" else b"SSH-" + data)[:_LONGEST]),
            "lab.example",
            user="ann",
            login_key=keys.private,
            host_keys=[keys.public],
            cancel=CancelToken(),
            limit_seconds=0,
            login_limit_seconds=0,
        )
    except ProblemError as error:
        say(error.problem)


@cache
def greetings() -> Sequence[bytes]:
    """What paramiko's own server says before it has heard anything."""
    ours, theirs = socket.socketpair()
    server = paramiko.Transport(theirs)
    server.add_server_key(paramiko.RSAKey.generate(2048))
    server.start_server(threading.Event())
    said = b""
    ours.sendall(b"SSH-2.0-Kumonote\r\n")
    while len(said) < _ENOUGH // 2:
        said += ours.recv(_ENOUGH)
    ours.close()
    server.close()
    return [said, b"SSH-2.0-OpenSSH_9.6\r\n", b"hello\r\nSSH-2.0-OpenSSH_9.6\r\n"]


TARGETS: Final = (
    Target(
        *("setup", "lines of the setup program", parse_setup, setups),
        found=(
            b'{"event": "progress"}',
            b'{"event": "progress", "fraction": "half", "text": "x"}',
            b'{"event": "progress", "fraction": NaN, "text": "x"}',
            b'{"event": "progress", "fraction": 0.5}',
            b'{"event": "log", "text": "\\ud800"}',
            b'{"event": "done", "facts": [1]}',
            b'{"event": "failed", "code": "not-known-here"}',
            b'{"event": "failed", "code": "", "message": null}',
            b'{"event": "failed", "code": "\\ud800"}',
            _DEEP,
        ),
    ),
    Target(
        *("kernel", "messages of a kernel", parse_kernel, kernels),
        found=(b"1", b'{"parent_header": []}', b'{"msg_type": "display_data"}', _DEEP),
    ),
    Target("windows", "what Windows tells through Azure", parse_windows, windows),
    Target("ssh", "the first bytes over SSH", parse_ssh, greetings),
)
