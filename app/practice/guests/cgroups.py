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

# Enters each group given up to "--", then becomes the program that follows.
_ENTER = 'while [ "$1" != -- ]; do echo $$ > "$1/cgroup.procs"; shift; done; shift; exec "$@"'


def hierarchies() -> tuple[Path, ...]:
    """Where systemd's own hierarchies are mounted: version 2, version 1's, or both."""
    found = []
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split()[:3]
        if kind == "cgroup2" or (kind == "cgroup" and "name=systemd" in options.split(",")):
            found.append(Path(before.split()[4]))
    return tuple(found)


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

    def remove(self) -> None:
        """Take the empty group away; nothing happens when there is none."""
        for root in hierarchies():
            for folder in reversed(list(_below(root / self.name))):
                with contextlib.suppress(FileNotFoundError):
                    folder.rmdir()


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
