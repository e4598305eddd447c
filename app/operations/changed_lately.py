"""Which servers this computer has done something with just now.

Resource Graph learns of a change after seconds or minutes; for so long these servers are
looked at themselves. One empty file a server, whose time tells: several programs may write.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Final

from app.paths import make_private_folder

LAG_SECONDS: Final = 300.0
"""After that Resource Graph is believed."""


class ChangedLately:
    """`folder` is made when something is noted first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def note(self, name: str) -> None:
        """Something begins or ends with the server `name`."""
        make_private_folder(self._folder)
        (self._folder / name.lower()).touch(mode=0o600)

    def names(self) -> tuple[str, ...]:
        """The servers of the last minutes; what is older is forgotten."""
        if not self._folder.is_dir():
            return ()
        now = time.time()
        lately = []
        for file in sorted(self._folder.iterdir()):
            try:
                age = now - file.stat().st_mtime
                if age > LAG_SECONDS:
                    file.unlink(missing_ok=True)
                else:
                    lately.append(file.name)
            except FileNotFoundError:  # another program was quicker
                continue
        return tuple(lately)
