"""Which servers this computer has done something with just now.

Resource Graph learns of a change after seconds or minutes; for so long these servers are
looked at themselves. One file for all, so that none of a deleted server is left; a lock,
because several programs may write.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Final

from filelock import FileLock

from app.foreign_json import decoded
from app.paths import make_private_folder
from app.private_file import write_private_file

LAG_SECONDS: Final = 300.0
"""After that Resource Graph is believed."""


class ChangedLately:
    """`file` and its folder are made when something is noted first."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def note(self, name: str) -> None:
        """Something begins or ends with the server `name`."""
        make_private_folder(self._file.parent)
        with self._lock():
            write_private_file(
                self._file, json.dumps(self._young() | {name.lower(): time.time()}).encode()
            )

    def names(self) -> tuple[str, ...]:
        """The servers of the last minutes; what is older is forgotten."""
        return tuple(sorted(self._young()))

    def _young(self) -> dict[str, float]:
        """Each name with when it was noted, in seconds since 1970."""
        try:
            noted = decoded(self._file.read_bytes())
        except (FileNotFoundError, ValueError):  # a file that was spoilt is as good as none
            return {}
        if not isinstance(noted, dict):
            return {}
        now = time.time()
        return {name: at for name, at in noted.items() if _is_young(at, now)}

    def _lock(self) -> FileLock:
        return FileLock(self._file.with_suffix(".lock"), mode=0o600)


def _is_young(at: object, now: float) -> bool:
    """What is further ahead than that was noted by another clock, and would stay for ever."""
    return isinstance(at, int | float) and abs(now - at) <= LAG_SECONDS
