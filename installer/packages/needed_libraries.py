"""Which Debian packages bring the libraries that a frozen folder takes from the system."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

from installer.commands import CommandFailedError, Commands

_ELF: Final = b"\x7fELF"
_NEEDED: Final = re.compile(r"\(NEEDED\)\s+Shared library: \[([^]]+)]")
_C_VERSION: Final = re.compile(r"\bGLIBC_(\d+)\.(\d+)")
_OF_C: Final = re.compile(r"(ld-linux.*|lib(c|m|dl|rt|pthread|util|resolv|mvec))\.so\.\d+")
# Qt loads these by name when they are there, so that no file says that it needs them.
_LOADED_BY_NAME: Final = ("libdbus-1.so.3",)


def needed_packages(folder: Path, commands: Commands) -> list[str]:
    """Relations for `Depends`, such as "libc6 (>= 2.34)" and "libxcb-cursor0", sorted.

    They are looked up in the packages of this computer. Raises `CommandFailedError` for a library
    that none of them brings.
    """
    inside = {path.name for path in folder.rglob("*")}
    said = _dynamic_parts([path for path in sorted(folder.rglob("*")) if _is_elf(path)], commands)
    wanted = {*_NEEDED.findall(said), *_LOADED_BY_NAME} - inside
    libraries = sorted(name for name in wanted if not _OF_C.fullmatch(name))
    versions = [(int(major), int(minor)) for major, minor in _C_VERSION.findall(said)]
    major, minor = max(versions, default=(2, 0))
    return [f"libc6 (>= {major}.{minor})", *_packages_of(libraries, commands)]


def _is_elf(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as opened:
        return opened.read(len(_ELF)) == _ELF


def _dynamic_parts(files: Sequence[Path], commands: Commands) -> str:
    readelf = commands.find("readelf")
    if readelf is None:
        raise CommandFailedError("The program readelf is needed: install the package binutils.")
    steady = commands.with_environment(LC_ALL="C")
    return steady.output([readelf, "--wide", "--dynamic", "--version-info", *files])[1]


def _packages_of(libraries: Iterable[str], commands: Commands) -> list[str]:
    query = commands.find("dpkg-query") or "dpkg-query"
    found, missing = set(), []
    for library in libraries:
        code, lines = commands.output([query, "--search", f"*/{library}"])
        packages = {line.partition(":")[0] for line in lines.splitlines() if ": /" in line}
        if code != 0 or not packages:
            missing.append(library)
        # whatever else carries a copy for itself has it elsewhere than in the system's folder
        found |= {name for name in packages if name.startswith("lib")}
    if missing:
        raise CommandFailedError(
            f"No package of this computer brings {', '.join(missing)}, which the folder needs."
        )
    return sorted(found)
