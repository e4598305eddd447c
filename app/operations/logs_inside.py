"""The logs inside a machine, read without changing anything about it or about who gets in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from app.azure.run_command import run_shell_script
from app.engine.cancel import CancelToken
from app.guest.access import GuestAccess
from app.guest.keys import key_pair
from app.guest.protocol import Guest
from app.guest.ssh_access import SshAccess
from app.guest.windows.access import WinRmAccess
from app.guest.windows.scripts import FOLDER as WINDOWS_FOLDER
from app.operations.access_keys import ADMINISTRATOR, LOGIN_KEY
from app.operations.workspace import Workspace
from app.problems import ProblemError
from app.server import ADMIN_USER, Server

_MOST: Final = 500_000
"""Bytes from the end of a file: what went wrong last stands there."""
_ANSWER_SECONDS: Final = 15.0
_FILES: Final = (
    "/var/log/kumonote/setup.jsonl",
    "/var/log/kumonote-notebook.log",
    "/var/log/cloud-init-output.log",
    "/var/log/cloud-init.log",
)
_WINDOWS_FILES: Final = (
    WINDOWS_FOLDER + r"\log\setup.jsonl",
    WINDOWS_FOLDER + r"\log\kumonote-notebook.log",
    WINDOWS_FOLDER + r"\state\jupyter\log.txt",
)
"""The last is the notebook's in a whole Windows, the one before in a practice machine."""
_JOURNAL: Final = ("journalctl", "--boot", "--no-pager", "--output=short-iso", "--lines=5000")
_THROUGH_THE_CLOUD: Final = """\
[ -d /var/lib/cloud ] || [ -d /var/log/kumonote ] || exit 0
journalctl --boot --no-pager --output=short-iso --priority=warning --lines=25 | cut -c1-160
tail -c 1500 /var/log/kumonote/setup.jsonl
"""
"""It has 4,096 bytes for all it says. The first line: in a reduced practice machine these places
are this computer's own."""


class NoWayInError(Exception):
    """This computer has no key of the machine, or does not know where it is."""


def logs_inside(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    """Over SSH or WinRM where this computer still gets in; on Linux else through the cloud.

    Raises `NoWayInError` or `ProblemError`.
    """
    if server.is_windows:
        return _over_winrm(workspace, server, cancel)
    try:
        return _over_ssh(workspace, server, cancel)
    except ProblemError as error:
        cancel.check()
        why = f"SSH said {error.problem.code}"
    except NoWayInError:
        why = "this computer has no key for it"
    output = run_shell_script(workspace.session, server, _THROUGH_THE_CLOUD, cancel)
    return f"through Azure, as {why}\n\n{output.stdout}\n{output.stderr}"


def _over_ssh(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    kept = workspace.vault.get(server.name, LOGIN_KEY)
    if kept is None:
        raise NoWayInError
    access = SshAccess(
        workspace.session.dialer,
        user=ADMIN_USER,
        login_key=key_pair(kept).private,
        host_keys=lambda: server.host_keys,
        limit_seconds=_ANSWER_SECONDS,
    )
    try:
        return "\n".join(_told_by_linux(_entered(access, server, cancel), cancel))
    finally:
        access.close()


def _over_winrm(workspace: Workspace, server: Server, cancel: CancelToken) -> str:
    """No script runs for it: PowerShell has logs of its own, which nobody reads here."""
    kept = workspace.vault.get(server.name, ADMINISTRATOR)
    if kept is None:
        raise NoWayInError
    access = WinRmAccess(
        workspace.session.dialer,
        user=ADMIN_USER,
        password=lambda: kept,
        certificates=lambda: server.host_keys,
        limit_seconds=_ANSWER_SECONDS,
    )
    try:
        return told_by_windows(_entered(access, server, cancel), cancel)
    finally:
        access.close()


def _entered(access: GuestAccess, server: Server, cancel: CancelToken) -> Guest:
    if server.address is None or not server.host_keys:
        raise NoWayInError
    return access.guest(server.address, cancel)


def _told_by_linux(guest: Guest, cancel: CancelToken) -> Iterator[str]:
    # in a reduced practice machine `journalctl` is this computer's own
    if guest.run(["test", "-d", "/run/systemd/system"], cancel=cancel).exit_code == 0:
        yield _section(guest, _JOURNAL, cancel)
        yield _section(guest, ("systemctl", "--failed", "--no-pager"), cancel)
    yield _section(guest, ("df", "-h", "/"), cancel)
    for file in _FILES:
        yield _section(guest, ("tail", "-c", str(_MOST), file), cancel)


def _section(guest: Guest, command: Sequence[str], cancel: CancelToken) -> str:
    said = guest.run(["sudo", "-n", *command], cancel=cancel)
    return f"== {' '.join(command)}\n{said.stdout}{said.stderr}"


def told_by_windows(guest: Guest, cancel: CancelToken) -> str:
    """What the set-up and the notebook wrote down there. Raises `ProblemError`."""
    return "\n".join(_file_of_windows(guest, file, cancel) for file in _WINDOWS_FILES)


def _file_of_windows(guest: Guest, file: str, cancel: CancelToken) -> str:
    try:
        data = guest.get(file, cancel=cancel)
    except FileNotFoundError:
        return f"== {file}\nnot there"
    return f"== {file}\n{data[-_MOST:].decode('utf-8', errors='replace')}"
