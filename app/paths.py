"""Where Kumonote keeps things on this computer.

`KUMONOTE_HOME` moves all state (journals, settings, practice cloud) into one folder;
without it the per-user folders of the platform are used. Downloads and built images that
can always be made again live in the cache folder (`KUMONOTE_CACHE` moves that).
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import platformdirs


@dataclass(frozen=True)
class Paths:
    """The folders in use. Folders are made (mode 0700) by whoever first writes there."""

    state: Path
    cache: Path

    @classmethod
    def of_this_user(cls) -> Paths:
        """The folders named by the environment or, without it, by the platform."""
        home = os.environ.get("KUMONOTE_HOME")
        cache = os.environ.get("KUMONOTE_CACHE")
        return cls(
            state=Path(home).expanduser().absolute()
            if home
            else Path(platformdirs.user_data_dir("kumonote", appauthor=False)),
            cache=Path(cache).expanduser().absolute()
            if cache
            else Path(platformdirs.user_cache_dir("kumonote", appauthor=False)),
        )

    def journals(self, cloud: str) -> Path:
        """Journals of the servers in `cloud` ("azure" or "practice"), one JSON Lines file each."""
        return self.state / "journal" / cloud

    def changed_lately(self, cloud: str) -> Path:
        """The servers of `cloud` with which this computer has just done something."""
        return self.state / "changed-lately" / f"{cloud}.json"

    @property
    def settings(self) -> Path:
        return self.state / "settings.toml"

    @property
    def updates(self) -> Path:
        """When it was last asked for a newer version, and which one is not wanted."""
        return self.state / "updates.json"

    @property
    def logs(self) -> Path:
        return self.state / "logs"

    @property
    def practice(self) -> Path:
        """State of the practice cloud: its resources and its guests' disks."""
        return self.state / "practice"

    def pictures(self, cloud: str) -> Path:
        """The plots that servers of `cloud` drew when they were checked."""
        return self.state / "pictures" / cloud


def make_private_folder(path: Path) -> Path:
    """Make `path` and its missing parents readable by this user only; return it."""
    # `parents=True` would make the parents with the usual mode, readable by all
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    for folder in reversed(missing):
        folder.mkdir(mode=0o700, exist_ok=True)
    path.mkdir(exist_ok=True)  # raises where a file stands in the way
    return path
