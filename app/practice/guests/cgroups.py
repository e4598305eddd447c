"""One control group per guest: the way to find, and to end, everything that is part of it.

Killing systemd-nspawn leaves the guest's init running; a process can leave its session and
its parents, but not its control group.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.privileges import ROOT, Privileges

# Enters each group given up to "--", then becomes the program that follows.
_ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"'


def hierarchies() -> tuple[Path, ...]:
    """Where groups can be made in systemd's own hierarchies: version 2, version 1's, or both.

    For root that is the top of each. Ordinary users get the highest group above their own
    process that was delegated to them: all processes of a user then find the same one.
    """
    own = _own_groups()
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split()[:3]
        name = "name=systemd" if "name=systemd" in options.split(",") else ""
        if kind == "cgroup2" or (kind == "cgroup" and name):
            top = _highest_writable(Path(before.split()[4]), own.get(name, "/"))
            found += [top] if top is not None else []
    return tuple(found)


def _own_groups() -> dict[str, str]:
    """The group of this process in each hierarchy; version 2 has no name."""
    lines = Path("/proc/self/cgroup").read_text().splitlines()
    return {name: group for _, name, group in (line.split(":", 2) for line in lines)}


def _highest_writable(mount: Path, group: str) -> Path | None:
    """The first folder on the way from `mount` down to `group` into which processes can be put."""
    folder = mount
    for part in ("", *Path(group.lstrip("/")).parts):
        folder /= part
        if os.access(folder, os.W_OK) and os.access(folder / "cgroup.procs", os.W_OK):
            return folder
    return None


@dataclass(frozen=True)
class ControlGroup:
    """The group `name` at the root of each hierarchy, and its named children."""

    name: str

    def __post_init__(self) -> None:
        if not self.name or "/" in self.name or self.name.startswith("."):
            raise ValueError(self.name)

    def make(self, child: str = "") -> tuple[Path, ...]:
        """Make the group (and its `child`); the folders of the innermost."""
        folders = tuple(root / self.name / child for root in hierarchies())
        for folder in folders:
            folder.mkdir(mode=0o755, parents=True, exist_ok=True)
        return folders

    def entering(self, child: str, command: Sequence[str]) -> list[str]:
        """The command line that runs `command` as a member of `child` from the start."""
        groups = [str(folder) for folder in self.make(child)]
        return ["/bin/sh", "-c", _ENTER, "sh", *groups, "--", *command]

    def members(self, child: str = "") -> tuple[int, ...]:
        """The process ids in the group (or its `child`) and in all groups below it."""
        found: set[int] = set()
        for root in hierarchies():
            for folder in _below(root / self.name / child):
                with contextlib.suppress(OSError):  # it went away meanwhile
                    found |= {int(line) for line in (folder / "cgroup.procs").read_text().split()}
        return tuple(sorted(found - {0}))

    def wait_empty(self, timeout_seconds: float, child: str = "") -> bool:
        """Wait for the last member to end; False when the time is over."""
        deadline = time.monotonic() + timeout_seconds
        while self.members(child):
            if time.monotonic() > deadline:
                return False
            time.sleep(0.02)
        return True

    def kill(self, child: str = "", timeout_seconds: float = 60.0) -> None:
        """End every member at once, also those that fork meanwhile. Raises `TimeoutError`.

        The limit is for computers so busy that even to end takes its time.
        """
        deadline = time.monotonic() + timeout_seconds
        while members := self.members(child):
            for pid in members:
                with contextlib.suppress(ProcessLookupError):
                    os.kill(pid, signal.SIGKILL)
            if time.monotonic() > deadline:
                names = ", ".join(_described(pid) for pid in members)
                raise TimeoutError(f"these processes of {self.name} do not end: {names}")
            time.sleep(0.02)

    def remove(self, privileges: Privileges = ROOT) -> None:
        """Take the empty group away; nothing happens when there is none.

        A guest's own users may own groups in it, which only the guest's root can remove.
        """
        for root in hierarchies():
            top = root / self.name
            if top.is_dir():
                command = [programs.need("find"), str(top), "-depth", "-type", "d", "-delete"]
                programs.check(privileges.as_root(command))


def _described(pid: int) -> str:
    """Its number, name and state, e.g. "123 (python3) D"."""
    with contextlib.suppress(OSError):
        return " ".join(Path(f"/proc/{pid}/stat").read_text().split()[:3])
    return str(pid)


def _below(folder: Path) -> Iterator[Path]:
    """`folder` and the groups below it, outermost first."""
    if folder.is_dir():
        yield folder
        with contextlib.suppress(OSError):
            for entry in sorted(folder.iterdir()):
                if entry.is_dir():
                    yield from _below(entry)
