"""A line to the practice cloud that only the same user of this computer can use.

Over it go the facts that must stand in no file, the client secret among them. On Linux and
macOS it is a Unix socket, and each side asks the system who the other one is. On Windows it
is a named pipe, which the system lets others than the user read but not write, and nothing
is sent before something was asked.
"""

from __future__ import annotations

import hashlib
import json
import os
import socket
import stat
import struct
import sys
import tempfile
from pathlib import Path

from app.practice.errors import JsonObject

_LONGEST = 100
"""The path of a Unix socket has at most 104 to 108 bytes, by system."""


class NotRunningError(Exception):
    """Nobody answers on the line."""


class NotOursError(Exception):
    """Whoever is at the other end is somebody else."""


def line_address(practice: Path) -> str:
    """Where the line of the practice cloud with that folder is."""
    return address_for(practice, "control", pipe="kumonote-practice")


def address_for(folder: Path, name: str, *, pipe: str) -> str:
    """Where a line of this user's that belongs to `folder` is; `pipe` names it on Windows.

    Raises `NotOursError` or `OSError` where there is no place for it.
    """
    digest = hashlib.sha256(os.fsencode(folder.absolute())).hexdigest()[:24]
    if sys.platform == "win32":
        return rf"\\.\pipe\{pipe}-{digest}"
    direct = folder.absolute() / f"{name}.sock"
    if len(os.fsencode(direct)) <= _LONGEST:
        return str(direct)
    return str(_short_folder() / f"{digest}-{name}.sock")


def _short_folder() -> Path:
    """A folder of this user with a short name, for folders whose own name is too long."""
    if sys.platform == "win32":
        raise NotImplementedError("named pipes need no folder")
    folder = Path(tempfile.gettempdir()) / f"kumonote-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    found = folder.lstat()
    if not stat.S_ISDIR(found.st_mode) or found.st_uid != os.getuid() or found.st_mode & 0o077:
        raise NotOursError(f"{folder} belongs to somebody else, or is open to others")
    return folder


def ask(practice: Path, question: JsonObject, timeout_seconds: float = 30.0) -> JsonObject:
    """The answer to `question`. Raises `NotRunningError` and `NotOursError`."""
    data = json.dumps(question).encode() + b"\n"
    if sys.platform == "win32":
        answer = _ask_pipe(line_address(practice), data)
    else:
        answer = _ask_socket(line_address(practice), data, timeout_seconds)
    if not answer:
        raise NotRunningError("the practice cloud ended before it answered")
    return dict(json.loads(answer))


def _ask_socket(address: str, data: bytes, timeout_seconds: float) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(timeout_seconds)
        try:
            line.connect(address)
        except OSError as error:
            raise NotRunningError(f"no practice cloud answers at {address}") from error
        check_peer(line)
        try:
            line.sendall(data)
            with line.makefile("rb") as answer:
                return answer.readline()
        except OSError as error:
            raise NotRunningError("the practice cloud does not answer") from error


def check_peer(line: socket.socket) -> None:
    """Raises `NotOursError` unless the other end is a process of this user (or of root)."""
    if sys.platform == "win32":
        return
    if peer_user(line) not in (os.getuid(), 0):
        raise NotOursError("another user of this computer is at the other end")


def peer_user(line: socket.socket) -> int:
    """The user id of the process at the other end."""
    if sys.platform == "linux":
        raw = line.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, struct.calcsize("3i"))
        return int(struct.unpack("3i", raw)[1])
    # macOS and the BSDs: struct xucred, whose second field is the effective user id.
    local, peer_credentials = 0, 1
    raw = line.getsockopt(local, peer_credentials, 76)
    return int(struct.unpack_from("II", raw)[1])


def _ask_pipe(address: str, data: bytes) -> bytes:
    from multiprocessing.connection import Client

    try:
        with Client(address, "AF_PIPE") as line:
            line.send_bytes(data)
            return line.recv_bytes()
    except (OSError, EOFError) as error:
        raise NotRunningError(f"no practice cloud answers at {address}") from error
