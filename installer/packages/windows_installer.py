"""The installer for Windows around a folder: compiled by NSIS, the same bytes for the same folder.

What it does and says stands in installer/windows. Here its list of files is written: it puts in
place, and its uninstaller takes away, exactly the files of the folder, by name.
"""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Final

from installer.commands import CommandFailedError, Commands, say
from installer.packages.release import ROOT
from installer.packages.signing import Signing

SCRIPT: Final = ROOT / "installer" / "windows" / "kumonote.nsi"
# NSIS of Debian has stubs of 64 bits, that of its makers only those of 32, which run everywhere.
_TARGETS: Final = {"linux": "amd64-unicode"}
_ELSEWHERE: Final = "x86-unicode"
_PLACES: Final = ("PROGRAMFILES(X86)", "PROGRAMFILES")
_MEANS_SOMETHING: Final = frozenset('$"*?`')
_LIMIT_SECONDS: Final = 1800


@dataclass(frozen=True)
class WindowsInstaller:
    """Makes a setup program with `makensis`, found on this computer.

    `compression` is what NSIS calls it, or "off". `picture` is a BMP that stands beside the
    words of the first and the last page.
    """

    commands: Commands
    makensis: str
    signing: Signing
    compression: str = "/SOLID lzma"
    picture: Path | None = None

    @classmethod
    def of_environment(cls, commands: Commands) -> WindowsInstaller:
        """Raises `CommandFailedError` where NSIS is not installed."""
        return cls(commands, _makensis(commands), Signing.of_environment(commands))

    def make(self, folder: Path, file: Path, *, icon: Path, version: str, moment: int) -> Path:
        """Pack `folder`, whose programs are signed already, into the setup program `file`.

        `moment`, in seconds since 1970, becomes the time of every file. Raises
        `CommandFailedError`.
        """
        # it writes down names, so another place would make another file
        with tempfile.TemporaryDirectory() as made:
            stage = Path(made) / "payload"
            shutil.copytree(folder, stage)
            files = _files(stage)
            for name in files:
                os.utime(stage / name, (moment, moment))
            payload = Path(made) / "payload.nsh"
            payload.write_text("".join(_payload(stage, files)), encoding="utf-8", newline="\n")
            size = sum((stage / name).stat().st_size for name in files)
            settings = {
                "TARGET": _TARGETS.get(sys.platform, _ELSEWHERE),
                "COMPRESSION": self.compression,
                "PAYLOAD": str(payload),
                "VERSION": version,
                "VERSION_OF_FOUR": version_of_four(version),
                "SIZE_KB": str(size // 1024),
                "ICON": str(icon),
                "OUTPUT": str(file),
            }
            sign = self.signing.as_program(Path(made))
            if self.picture is not None:
                # NSIS packs it with its time
                beside = Path(shutil.copyfile(self.picture, Path(made) / self.picture.name))
                os.utime(beside, (moment, moment))
                settings["PICTURE"] = str(beside)
            if sign:
                settings["SIGN"] = sign
            given = [f"-D{name}={value}" for name, value in settings.items()]
            steady = self.commands.with_environment(SOURCE_DATE_EPOCH=str(moment))
            line: list[str | Path] = [self.makensis, "-V2", "-WX", "-INPUTCHARSET", "UTF8"]
            say("Compiling the installer …")
            steady.quietly(
                "Compiling the installer", [*line, *given, SCRIPT], timeout=_LIMIT_SECONDS
            )
        if self.signing.line:  # that it is not was said of the programs
            self.signing.sign([file])
        return file


def version_of_four(version: str) -> str:
    """ "1.2.3" as Windows wants it: four numbers."""
    numbers = version.split(".")[:4]
    return ".".join([*numbers, *["0"] * (4 - len(numbers))])


def _makensis(commands: Commands) -> str:
    found = commands.find("makensis")
    if found is not None:
        return found
    for variable in _PLACES:
        program = Path(commands.environment.get(variable, ""), "NSIS", "makensis.exe")
        if commands.environment.get(variable) and program.is_file():
            return str(program)
    raise CommandFailedError("The program makensis is needed: install NSIS (in Debian: nsis).")


def _files(folder: Path) -> list[PurePosixPath]:
    """All files of `folder`, relative to it, sorted the same on every system.

    Raises `CommandFailedError` for a name that would mean something else in a script.
    """
    found = (path for path in folder.rglob("*") if path.is_file())
    files = sorted(PurePosixPath(path.relative_to(folder).as_posix()) for path in found)
    for name in files:
        if _MEANS_SOMETHING & set(str(name)):
            raise CommandFailedError(f"NSIS cannot take a file with the name {name}.")
    return files


def _payload(stage: Path, files: list[PurePosixPath]) -> Iterator[str]:
    """The two macros that the script expects."""
    folders = sorted({parent for name in files for parent in name.parents} - {PurePosixPath(".")})
    yield "!macro PUT_FILES\n"
    current = None
    for name in sorted(files, key=lambda name: (name.parent, name)):
        if name.parent != current:
            current = name.parent
            yield f'  SetOutPath "{_installed(current)}"\n'
        yield f'  File "{stage / name}"\n'
    yield "!macroend\n!macro REMOVE_FILES\n"
    yield from (f'  Delete "{_installed(name)}"\n' for name in files)
    # only what is empty then: somebody may have put something of theirs there
    yield from (f'  RMDir "{_installed(name)}"\n' for name in reversed(folders))
    yield "!macroend\n"


def _installed(name: PurePosixPath) -> str:
    return "\\".join(("$INSTDIR", *name.parts))
