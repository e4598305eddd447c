"""What a desktop of Linux knows of a program: menu entry, icons, type of file, manual pages.

The layout is that of /usr/share, so that a package of any kind takes it as it is.
"""

from __future__ import annotations

import gzip
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from string import Template
from typing import Final

from installer.commands import Commands
from installer.packages import release
from installer.packages.release import ROOT

ID: Final = "org.kumonote.Kumonote"
"""The name of the program among those of all makers, as AppStream and Flatpak want it."""
SOURCES: Final = ROOT / "installer" / "linux"


def write_shared_files(share: Path, python: Path, commands: Commands, *, moment: int) -> None:
    """Fill the folder `share` (/usr/share of a package) with what `python` draws and prints.

    `python` is the interpreter in whose environment Kumonote is installed; `moment` is the time of
    the build in seconds since 1970. Raises `CommandFailedError`.
    """
    _copy(SOURCES / f"{ID}.desktop", share / "applications" / f"{ID}.desktop")
    _copy(SOURCES / f"{ID}.mime.xml", share / "mime" / "packages" / f"{ID}.xml")
    about = Template((SOURCES / f"{ID}.metainfo.xml").read_text(encoding="utf-8"))
    day = datetime.fromtimestamp(moment, UTC).date().isoformat()
    metainfo = share / "metainfo" / f"{ID}.metainfo.xml"
    metainfo.parent.mkdir(parents=True)
    filled = about.substitute(version=release.version(), date=day)
    metainfo.write_text(filled, encoding="utf-8")
    with tempfile.TemporaryDirectory() as made:
        _from_the_program(python, commands, "icons", made)
        _place_icons(Path(made), share / "icons" / "hicolor")
    with tempfile.TemporaryDirectory() as made:
        _from_the_program(python, commands, "man_pages", made, str(moment))
        for page in sorted(Path(made).iterdir()):
            write_gz(share / "man" / "man1" / f"{page.name}.gz", page.read_bytes())


def write_gz(file: Path, content: bytes) -> None:
    """Compress `content` into `file`, the same bytes at any time."""
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(gzip.compress(content, compresslevel=9, mtime=0))


def _from_the_program(python: Path, commands: Commands, module: str, *words: str) -> None:
    # without a screen, and not in the language of whoever builds
    steady = commands.with_environment(
        QT_QPA_PLATFORM="offscreen", PYTHONDONTWRITEBYTECODE="1", LC_ALL="C.UTF-8"
    )
    line: list[str | Path] = [python, "-m", f"installer.packages.{module}", *words]
    steady.quietly(f"Making {module.replace('_', ' ')}", line, cwd=ROOT)


def _place_icons(drawn: Path, hicolor: Path) -> None:
    for picture in sorted(drawn.glob("*.png")):
        size = picture.stem
        _copy(picture, hicolor / f"{size}x{size}" / "apps" / f"{ID}.png")
    _copy(ROOT / "resources/icons/kumonote.svg", hicolor / "scalable" / "apps" / f"{ID}.svg")


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
