"""The two programs of a folder for Windows that is put together on Linux, compiled by MinGW.

The same sources, icon and compiler give the same bytes.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands
from installer.packages.release import ROOT
from installer.packages.windows import ABOUT
from installer.packages.windows_installer import version_of_four

_SOURCES: Final = ROOT / "installer" / "windows"
_COMPILER: Final = "x86_64-w64-mingw32-gcc"
_RESOURCES: Final = "x86_64-w64-mingw32-windres"
_STRICT: Final = ("-std=c11", "-O2", "-Wall", "-Wextra", "-Werror", "-municode", "-static")
_OPTIONS: Final = {"Kumonote.exe": ("-DWINDOW", "-mwindows"), "kumonote-cli.exe": ()}
_STEADY: Final = ("-s", "-Wl,--no-insert-timestamp")


@dataclass(frozen=True)
class Launchers:
    """Compiles with the programs found on this computer."""

    commands: Commands
    compiler: str
    resources: str

    @classmethod
    def of_environment(cls, commands: Commands) -> Launchers:
        """Raises `CommandFailedError` where MinGW is not installed."""
        compiler, resources = (commands.find(name) for name in (_COMPILER, _RESOURCES))
        if compiler is None or resources is None:
            raise CommandFailedError(
                "MinGW is needed: install the package gcc-mingw-w64-x86-64-win32."
            )
        return cls(commands, compiler, resources)

    def make(self, folder: Path, *, icon: Path, version: str) -> None:
        """Put both programs into `folder`. Raises `CommandFailedError`."""
        with tempfile.TemporaryDirectory() as made:
            for name, options in _OPTIONS.items():
                script, compiled = Path(made, "launcher.rc"), Path(made, "launcher.o")
                script.write_text(_resource_script(name, icon, version), encoding="utf-8")
                form = ("--codepage=65001", "--output-format=coff")
                described: list[str | Path] = [self.resources, *form, script, compiled]
                self.commands.quietly("Describing a program", described)
                how = (*_STRICT, *options, *_STEADY, f"-o{folder / name}")
                source = _SOURCES / "launcher.c"
                line: list[str | Path] = [self.compiler, *how, source, compiled]
                self.commands.quietly("Compiling a program", line)


def _resource_script(name: str, icon: Path, version: str) -> str:
    """Icon, manifest, and what Windows shows of the program under Properties."""
    numbers = version_of_four(version).replace(".", ",")
    words = {**ABOUT, "FileVersion": version, "ProductVersion": version, "OriginalFilename": name}
    told = "\n".join(f'      VALUE "{key}", "{value}"' for key, value in words.items())
    return (
        f'1 ICON "{icon}"\n'
        f'1 24 "{_SOURCES / "launcher.manifest"}"\n'
        "1 VERSIONINFO\n"
        f"FILEVERSION {numbers}\nPRODUCTVERSION {numbers}\nFILEOS 0x40004\nFILETYPE 1\n"
        'BEGIN\n  BLOCK "StringFileInfo"\n  BEGIN\n    BLOCK "040904B0"\n    BEGIN\n'
        f"{told}\n"
        '    END\n  END\n  BLOCK "VarFileInfo"\n  BEGIN\n'
        '    VALUE "Translation", 0x409, 1200\n  END\nEND\n'
    )
