"""The pieces of what tells why a server did not come about, each from where it is."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from app.azure.boot_log import boot_log
from app.azure.fleet import machine_of
from app.azure.removal import content_of
from app.engine.cancel import CancelToken
from app.logs import FILE_NAME
from app.operations.logs_inside import NoWayInError, logs_inside
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.server import Server
from app.text import Text, text

_MOST: Final = 500_000
"""Bytes from the end of a file: what went wrong last stands there."""


class Missing(Exception):
    """A piece is not to be had; `sentence` says which and why."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


@dataclass(frozen=True)
class Piece:
    """`take` returns the text, secrets and all. Raises `Missing`, `ProblemError`, `OSError`."""

    file: str
    limit_seconds: float
    take: Callable[[Workspace, Server, CancelToken], str]


def _log(workspace: Workspace, _server: Server, _cancel: CancelToken) -> str:
    data = (workspace.paths.logs / FILE_NAME).read_bytes()
    return data[-_MOST:].decode("utf-8", errors="replace")


def _journal(workspace: Workspace, server: Server, _cancel: CancelToken) -> str:
    path = workspace.journal(server.name)
    if not path.exists():
        raise Missing(text("journal.jsonl: another computer began this server."))
    return path.read_text(encoding="utf-8", errors="replace")


def _azure(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    session = workspace.session
    parts = content_of(session, server.group, cancel) or ()
    whole: dict[str, object] = {
        "group": server.group,
        "parts": [f"{p.type} {p.name}" for p in parts],
    }
    try:
        whole["machine"] = machine_of(session, server, cancel).as_dict()
    except ProblemError as error:
        whole["machine"] = error.problem.code
    return json.dumps(whole, indent=2, ensure_ascii=False, default=str)


def _console(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    return boot_log(workspace.session, server, cancel)


def _inside(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    try:
        return logs_inside(workspace, server, cancel)
    except NoWayInError as error:
        raise Missing(text("machine.txt: this computer has no key for it.")) from error


PIECES: Final = (
    Piece("kumonote.log", 10.0, _log),
    Piece("journal.jsonl", 10.0, _journal),
    Piece("azure.json", 30.0, _azure),
    Piece("console.txt", 30.0, _console),
    Piece("machine.txt", 60.0, _inside),
)
