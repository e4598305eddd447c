"""A second user of this computer, without any rights, with what a desktop gives its user."""

from __future__ import annotations

import os
import pwd
import shlex
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.practice.guests import programs
from tests.shared.waiting import wait_until

_PROJECT = Path(__file__).parents[3]
_LIMIT_SECONDS = 800.0
_TUN = "c 10 200"
_ENTER = 'echo $$ > "$0/cgroup.procs" && exec "$@"'


@dataclass(frozen=True)
class OrdinaryUser:
    """`folder` is the user's own; `group` the control group that was delegated to the user."""

    name: str
    folder: Path
    group: Path

    def python(self, *words: str) -> str:
        """What this project's Python prints when the user runs it with `words`; it must succeed.

        Only that process sees what a desktop would have and this computer may lack: a device
        for network tunnels that all may use, as udev's own rules have it, and an interpreter
        that is not hidden in root's home.
        """
        inside = self.folder / "desk"
        inside.mkdir(exist_ok=True)
        settings = [f"HOME={self.folder}", "PYTHONDONTWRITEBYTECODE=1", "LC_ALL=C.UTF-8"]
        as_user = ["setpriv", f"--reuid={self.name}", f"--regid={self.name}", "--init-groups"]
        command = [*as_user, "--reset-env", "env", *settings, sys.executable, *words]
        script = (
            f"set -e\n{_desk(inside)}cd {shlex.quote(str(_PROJECT))}\nexec {shlex.join(command)}"
        )
        apart = ["unshare", "--mount", "--propagation=slave", "sh", "-c", script]
        finished = programs.run(
            ["sh", "-c", _ENTER, str(self.group), *apart], timeout_seconds=_LIMIT_SECONDS
        )
        assert finished.exit_code == 0, finished
        return finished.stdout.decode()

    def processes(self) -> list[str]:
        """The command lines of what runs as the user, or as an id that the user may give."""
        ids = {pwd.getpwnam(self.name).pw_uid, *_given_ids(self.name)}
        return [
            " ".join(process.info["cmdline"] or [process.info["name"]])
            for process in psutil.process_iter(["cmdline", "name", "uids", "status"])
            if process.info["uids"].real in ids and process.info["status"] != psutil.STATUS_ZOMBIE
        ]

    def groups(self) -> list[Path]:
        """The control groups below the delegated one."""
        return [folder for folder in self.group.rglob("*") if folder.is_dir()]


@contextmanager
def ordinary_user() -> Iterator[OrdinaryUser]:
    """A user who is gone afterwards, with all files, processes and control groups."""
    name = f"kumonote-{os.getpid()}"
    folder = Path(tempfile.mkdtemp(prefix="kumonote-user-"))
    group = _unified() / name
    _check("useradd", "--home-dir", str(folder), "--shell", "/bin/sh", name)
    try:
        assert _given_ids(name), "useradd gave no subordinate ids"
        group.mkdir()
        for delegated in (folder, group, group / "cgroup.procs", group / "cgroup.subtree_control"):
            shutil.chown(delegated, name, name)
        folder.chmod(0o755)
        user = OrdinaryUser(name, folder, group)
        yield user
    finally:
        (group / "cgroup.kill").write_text("1")
        wait_until(lambda: not (group / "cgroup.procs").read_text(), what="the end of the user")
        for inner in sorted(group.rglob("*/"), reverse=True):
            inner.rmdir()
        group.rmdir()
        _check("userdel", name)
        shutil.rmtree(folder)


def _desk(inside: Path) -> str:
    """Shell lines that put the device, and what the tests run from, where the user can see it."""
    needed = [Path(sys.base_prefix), Path(sys.prefix), _PROJECT]
    hidden = {place: _hidden_above(place) for place in needed}
    lines = [
        f"mount -t tmpfs -o mode=755 tmpfs {inside}",
        f"mknod -m 666 {inside}/tun {_TUN}",
        f"mount --bind {inside}/tun /dev/net/tun",
    ]
    for number, place in enumerate(needed):
        lines += [f"mkdir {inside}/{number}", f"mount --bind {place} {inside}/{number}"]
    for above in sorted({above for above in hidden.values() if above is not None}):
        lines.append(f"mount -t tmpfs -o mode=755 tmpfs {above}")
    for number, place in enumerate(needed):
        if hidden[place] is not None:
            lines += [f"mkdir -p {place}", f"mount --bind {inside}/{number} {place}"]
    return "".join(f"{line}\n" for line in lines)


def _hidden_above(place: Path) -> Path | None:
    """The outermost folder above `place` that others may not enter."""
    closed = [folder for folder in place.parents if not folder.stat().st_mode & 0o001]
    return closed[-1] if closed else None


def _unified() -> Path:
    """Where version 2 of the control groups is mounted."""
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        if " - cgroup2 " in line:
            return Path(line.split()[4])
    raise AssertionError("no cgroup2 here")


def _given_ids(name: str) -> range:
    """The ids of others that /etc/subuid lets the user give to processes and files."""
    for line in Path("/etc/subuid").read_text().splitlines():
        owner, first, count = line.split(":")
        if owner == name:
            return range(int(first), int(first) + int(count))
    return range(0)


def _check(*command: str | Sequence[str]) -> None:
    subprocess.run([str(word) for word in command], check=True, capture_output=True)
