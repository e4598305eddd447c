"""Notes for which servers this computer has secrets: a keyring does not list its items."""

from __future__ import annotations

from pathlib import Path
from typing import Final
from urllib.parse import quote, unquote

from app.paths import make_private_folder

_END: Final = ".kept"


class KeptFor:
    """A file without content for each server in `folder`; no secret is in it.

    Files, and not one list: two programs may note and strike out at the same time.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def servers(self) -> tuple[str, ...]:
        """Their names, sorted."""
        found = self._folder.glob(f"*{_END}")
        return tuple(sorted(unquote(path.name.removesuffix(_END)) for path in found))

    def note(self, server: str) -> None:
        """Raises `OSError`."""
        make_private_folder(self._folder)
        self._file(server).touch(mode=0o600)

    def strike_out(self, server: str) -> None:
        """Harmless if it was not noted. Raises `OSError`."""
        self._file(server).unlink(missing_ok=True)

    def _file(self, server: str) -> Path:
        # a name may come from the cloud, and must not lead out of the folder
        return self._folder / (quote(server, safe="") + _END)
