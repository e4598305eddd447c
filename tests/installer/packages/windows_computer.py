"""Windows as far as Wine is it: a drive of its own, where real programs of Windows run.

No Windows kernel, no explorer, no SmartScreen is there. Two libraries that Windows 10 has and
Debian's Wine lacks are put in their place, so that Python's packages and Qt can be loaded:
random bytes come from Wine's own older function, and the converters of ICU say that they know no
such encoding, which Kumonote never asks for.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.practice.guests.windows.programs import Program, Start
from app.practice.guests.windows.wine import Wine, wine_here
from tests.shared.waiting import PATIENCE_SECONDS

COMPILER: Final = "x86_64-w64-mingw32-gcc"
PROGRAMS: Final = ("makensis", COMPILER, "x86_64-w64-mingw32-windres")
_MOST: Final = 1 << 20
_RANDOM: Final = """
#include <windows.h>
#include <ntsecapi.h>
__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T size)
{ return RtlGenRandom(data, (ULONG)size); }
"""
_CONVERTERS: Final = (
    *("UCNV_FROM_U_CALLBACK_SUBSTITUTE", "UCNV_TO_U_CALLBACK_SUBSTITUTE", "ucnv_close"),
    *("ucnv_cbFromUWriteUChars", "ucnv_cbToUWriteUChars", "ucnv_countAvailable"),
    *("ucnv_fromUCountPending", "ucnv_fromUnicode", "ucnv_getAvailableName"),
    *("ucnv_getFromUCallBack", "ucnv_getMaxCharSize", "ucnv_getName", "ucnv_getStandardName"),
    *("ucnv_getToUCallBack", "ucnv_reset", "ucnv_setFromUCallBack", "ucnv_setToUCallBack"),
    *("ucnv_toUCountPending", "ucnv_toUnicode"),
)
_NO_ENCODING: Final = (
    "__declspec(dllexport) void *ucnv_open(const char *name, int *status)"
    "{ (void)name; *status = 4; return 0; }\n"
) + "".join(f"__declspec(dllexport) void *{name}(void) {{ return 0; }}\n" for name in _CONVERTERS)


def why_not() -> str:
    """What this computer lacks for such a drive; empty if nothing."""
    wine = wine_here()
    if not isinstance(wine, Wine):
        return str(wine)
    return ", ".join(name for name in PROGRAMS if shutil.which(name) is None)


@dataclass(frozen=True)
class WindowsComputer:
    """`environment` is what its programs get."""

    wine: Wine
    drive: Path
    environment: dict[str, str]

    @property
    def user(self) -> Path:
        """The user's folder."""
        (user,) = (path for path in (self.drive / "users").iterdir() if path.name != "Public")
        return user

    @property
    def local(self) -> Path:
        return self.user / "AppData" / "Local"

    @property
    def start_menu(self) -> Path:
        return self.user / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs"

    def start(self, *words: str | Path, typed: bytes | None = b"") -> Program:
        """`typed` is its whole standard input; with None that stays open."""
        line = [self.wine.loader, *map(str, words)]
        program = Program(Start(line, self.drive, self.environment))
        if typed is not None:
            program.send(typed, end=True)
        return program

    def run(self, *words: str | Path, typed: bytes = b"") -> tuple[int, str]:
        """The exit code, and what was said on both streams."""
        program = self.start(*words, typed=typed)
        said = b""
        try:
            while True:
                told = program.receive(PATIENCE_SECONDS, _MOST)
                assert told is not None, f"{words} says nothing and does not end"
                said += b"".join(told[0].values())
                if told[1]:
                    return program.code, said.decode(errors="replace")
        finally:
            program.end()

    def key(self, name: str) -> dict[str, str]:
        """The values of the registry below HKEY_CURRENT_USER; empty where there is no such key."""
        code, said = self.run("reg", "query", rf"HKCU\{name}")
        rows = [line.strip().split("    ") for line in said.splitlines() if line[:4] == "    "]
        return {row[0]: row[2] if len(row) > 2 else "" for row in rows} if code == 0 else {}

    def kept_secrets(self) -> list[str]:
        """The names under which Wine's Credential Manager keeps something of Kumonote's."""
        _, said = self.run("reg", "query", r"HKCU\Software\Wine\Credential Manager", "/s")
        return [line for line in said.splitlines() if "kumonote" in line.lower()]

    def traces(self) -> list[str]:
        """Every file of the user's own, but for what Windows itself goes on writing."""
        return sorted(
            str(path.relative_to(self.user))
            for path in self.user.rglob("*")
            if "Temp" not in path.parts
        )


@contextmanager
def windows_computer(display: str = "") -> Iterator[WindowsComputer]:
    """A new one, with a screen where `display` is given; every program of it is ended after."""
    wine = wine_here()
    assert isinstance(wine, Wine)
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    try:
        (folder / "home").mkdir()
        prefix = folder / "prefix"
        environment = wine.environment(prefix, folder / "home") | {"DISPLAY": display}
        try:
            wine.run(environment, "wineboot", "--init")
            wine.run(environment, "winecfg", "-v", "win10")
            libraries = prefix / "drive_c/windows/system32"
            _compile_library(_RANDOM, libraries / "bcryptprimitives.dll", folder)
            _compile_library(_NO_ENCODING, libraries / "icuuc.dll", folder)
            computer = WindowsComputer(wine, prefix / "drive_c", environment)
            # with one program alive Wine stays up, else each command waits for it for seconds
            waiting = computer.start("cmd", typed=None)
            try:
                yield computer
            finally:
                waiting.end()
        finally:
            wine.end_all(environment)
    finally:
        shutil.rmtree(folder)


def _compile_library(source: str, file: Path, folder: Path) -> None:
    text = folder / f"{file.stem}.c"
    text.write_text(source, encoding="ascii")
    line: list[str | Path] = [COMPILER, "-s", "-shared", text, "-o", file, "-ladvapi32"]
    subprocess.run(line, check=True)
