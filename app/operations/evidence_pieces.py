"""The pieces of what tells why a server did not come about, each from where it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from app.azure.boot_log import boot_log
from app.azure.fleet import machine_of
from app.azure.removal import content_of
from app.azure.run_command import run_shell_script
from app.engine.cancel import CancelToken
from app.guest.keys import key_pair
from app.guest.protocol import Guest
from app.guest.ssh_access import SshAccess
from app.logs import FILE_NAME
from app.operations.access_keys import LOGIN_KEY
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.server import ADMIN_USER, Server
from app.text import Text, text

_MOST: Final = 500_000
"""Bytes from the end of a file: what went wrong last stands there."""
_ANSWER_SECONDS: Final = 15.0
_FILES: Final = (
    "/var/log/kumonote/setup.jsonl",
    "/var/log/kumonote-notebook.log",
    "/var/log/cloud-init-output.log",
    "/var/log/cloud-init.log",
)
_JOURNAL: Final = ("journalctl", "--boot", "--no-pager", "--output=short-iso", "--lines=5000")
_THROUGH_THE_CLOUD: Final = """\
[ -d /var/lib/cloud ] || [ -d /var/log/kumonote ] || exit 0
journalctl --boot --no-pager --output=short-iso --priority=warning --lines=25 | cut -c1-160
tail -c 1500 /var/log/kumonote/setup.jsonl
"""
"""It has 4,096 bytes for all it says. The first line: in a reduced practice machine these places
are this computer's own."""


class Missing(Exception):
    """A piece is not to be had; `sentence` says which and why."""

    def __init__(self, sentence: Text) -> None:
        super().__init__(str(sentence))
        self.sentence = sentence


class _NoWayIn(Exception):
    """This computer has no key of the machine, or does not know where it is."""


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


def _guest(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    """Over SSH where this computer still gets in, else what the cloud lets through."""
    if server.is_windows:
        raise Missing(text("machine.txt: logs inside Windows are not read; its console is."))
    try:
        with _inside(workspace, server, cancel) as guest:
            return "\n".join(_told(guest, cancel))
    except ProblemError as error:
        cancel.check()
        why = f"SSH said {error.problem.code}"
    except _NoWayIn:
        why = "this computer has no key for it"
    output = run_shell_script(workspace.session, server, _THROUGH_THE_CLOUD, cancel)
    return f"through Azure, as {why}\n\n{output.stdout}\n{output.stderr}"


@contextmanager
def _inside(workspace: Workspace, server: Server, cancel: CancelToken) -> Iterator[Guest]:
    kept = workspace.vault.get(server.name, LOGIN_KEY)
    if kept is None or server.address is None or not server.host_keys:
        raise _NoWayIn
    access = SshAccess(
        workspace.session.dialer,
        user=ADMIN_USER,
        login_key=key_pair(kept).private,
        host_keys=lambda: server.host_keys,
        limit_seconds=_ANSWER_SECONDS,
    )
    try:
        yield access.guest(server.address, cancel)
    finally:
        access.close()


def _told(guest: Guest, cancel: CancelToken) -> Iterator[str]:
    # in a reduced practice machine `journalctl` is this computer's own
    if guest.run(["test", "-d", "/run/systemd/system"], cancel=cancel).exit_code == 0:
        yield _section(guest, _JOURNAL, cancel)
        yield _section(guest, ("systemctl", "--failed", "--no-pager"), cancel)
    yield _section(guest, ("df", "-h", "/"), cancel)
    for file in _FILES:
        yield _section(guest, ("tail", "-c", str(_MOST), file), cancel)


def _section(guest: Guest, command: tuple[str, ...], cancel: CancelToken) -> str:
    said = guest.run(["sudo", "-n", *command], cancel=cancel)
    return f"== {' '.join(command)}\n{said.stdout}{said.stderr}"


PIECES: Final = (
    Piece("kumonote.log", 10.0, _log),
    Piece("journal.jsonl", 10.0, _journal),
    Piece("azure.json", 30.0, _azure),
    Piece("console.txt", 30.0, _console),
    Piece("machine.txt", 60.0, _guest),
)
