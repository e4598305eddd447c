"""Where the rights come from that booted guests need: from root, or from a user namespace.

In a user namespace of their own ordinary users are root over what belongs to them and over
the user ids that /etc/subuid gives them, and over nothing else. What runs in one (making the
image, supervising, entering a guest) is the same as with root's own rights.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.trees import mounts_below, remove_tree

_REMOVE_LIMIT_SECONDS = 10 * 60.0


@dataclass(frozen=True)
class Privileges:
    """`rootless` says that they are those of a user namespace."""

    rootless: bool

    def as_root(self, command: Sequence[str]) -> list[str]:
        """The command line that runs `command` as root of the guests."""
        if not self.rootless:
            return list(command)
        return [*self._unshare(), "--", *command]

    def with_mounts(self, command: Sequence[str]) -> list[str]:
        """The same in a mount namespace of its own, which ends with the last process in it."""
        own = self._unshare() if self.rootless else [programs.need("unshare")]
        # a slave, so that it never keeps a mount of this computer busy
        return [*own, "--mount", "--propagation=slave", "--", *command]

    def remove(self, folder: Path) -> None:
        """Remove `folder`, also what guests' own users have written in it. Raises `OSError`."""
        if not self.rootless or not folder.exists():
            remove_tree(folder)
            return
        mounted = mounts_below(folder)
        if mounted:
            raise OSError(f"{mounted[0]} is still mounted")
        command = [programs.need("rm"), "--recursive", "--force", "--", str(folder)]
        programs.check(self.as_root(command), timeout_seconds=_REMOVE_LIMIT_SECONDS)

    @property
    def entering(self) -> tuple[str, ...]:
        """What `nsenter` needs beside the guest's other namespaces."""
        return ("--user",) if self.rootless else ()

    def _unshare(self) -> list[str]:
        return [programs.need("unshare"), "--user", "--map-auto", "--map-root-user"]


ROOT = Privileges(rootless=False)
USER_NAMESPACE = Privileges(rootless=True)
