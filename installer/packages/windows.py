"""The folder for Windows as a zip: its programs signed where there is a way to sign."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from installer.commands import Commands
from installer.packages.signing import Signing

PROGRAMS: Final = ("Kumonote.exe", "kumonote-cli.exe")
ABOUT: Final = {
    "CompanyName": "The Kumonote authors",
    "FileDescription": "Kumonote",
    "LegalCopyright": "The Kumonote authors, MIT licence",
    "ProductName": "Kumonote",
}
"""What Windows shows of both programs, besides their version."""


@dataclass(frozen=True)
class WindowsFolder:
    """Packs the frozen folder."""

    signing: Signing

    @classmethod
    def of_environment(cls, commands: Commands) -> WindowsFolder:
        return cls(Signing.of_environment(commands))

    def make(self, frozen: Path, file: Path, *, moment: int) -> Path:
        """Sign both programs in `frozen`, pack the folder into `file`."""
        self.signing.sign([frozen / name for name in PROGRAMS])
        return write_zip(frozen, file, inside=file.stem, moment=moment)


def write_zip(folder: Path, file: Path, *, inside: str, moment: int) -> Path:
    """Pack `folder` as `inside`/… into `file`: sorted, all of `moment`, the same each time."""
    stamp = datetime.fromtimestamp(moment, UTC).timetuple()[:6]
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            name = f"{inside}/{path.relative_to(folder).as_posix()}"
            entry = zipfile.ZipInfo(name, stamp)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0  # of Windows: no modes in it
            packed.writestr(entry, path.read_bytes())
    return file


def version_file(version: str) -> str:
    """What Windows shows of a program under Properties, as PyInstaller reads it."""
    numbers = [int(part) for part in version.split(".")[:3]]
    four = (*numbers, *([0] * (4 - len(numbers))))
    words = {**ABOUT, "FileVersion": version, "ProductVersion": version}
    told = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in words.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={four}, prodvers={four}), kids=[\n"
        f"  StringFileInfo([StringTable('040904B0', [{told}])]),\n"
        "  VarFileInfo([VarStruct('Translation', [0x409, 1200])]),\n"
        "])\n"
    )
