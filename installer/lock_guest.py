"""Write the lock files of servers again. For developers; needs `uv` on the PATH.

    python3 installer/lock_guest.py            newest versions that environment.in allows
    python3 installer/lock_guest.py --keep     versions stay as they are wherever they still fit

resources/guest/environment.lock pins every package with the hashes of its wheels, but only
of those that CPython 3.11 to 3.14 on Linux (x86_64, aarch64) can take: it travels in a
machine's customData, where 64 KB is all there is. environment.windows-macos.lock has the
same versions for Windows (x86_64) and macOS, where practice servers may run.
environment.wine.lock has versions within the bounds of environment.wine.in, for the practice
machines that run Windows programs by Wine. They name no package index: the machine asks the
one it is told of, or its own.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "guest"
NOTE = "# Made by installer/lock_guest.py from environment.in. The hashes are checked.\n"
BASE = "base"
ALONE = "installer"
"""A set that is not installed together with the others, so it is resolved on its own."""

_PYTHONS = range(11, 15)
_OLDEST = "python_full_version >= '3.11'"  # holds wherever the lock is used
_ELSEWHERE = re.compile(r"(sys_platform|os_name) == ")
_FILES = {
    "environment.lock": re.compile(r"any|manylinux\w*_(x86_64|aarch64)"),
    "environment.windows-macos.lock": re.compile(
        r"any|win_amd64|macosx_\w+_(x86_64|arm64|universal2)"
    ),
}
"""By name of the file: the platforms whose wheels it has."""
_WINE = "environment.wine.lock"
_IN_WINE = re.compile(r"any|win_amd64")


@dataclass(frozen=True)
class Locked:
    """One package in one version: where it applies, and the hash of each wheel."""

    name: str
    version: str
    marker: str
    wheels: Mapping[str, str]

    @property
    def pin(self) -> str:
        """As a requirement that nothing else fulfils."""
        return f"{self.name}=={self.version}" + (f" ; {self.marker}" if self.marker else "")

    def lines(self, platforms: re.Pattern[str]) -> str:
        """In the format of pip's requirements files; empty if no such platform needs it.

        Raises `ValueError` for a package that is needed and has no wheel.
        """
        found = sorted({sha for wheel, sha in self.wheels.items() if fits(wheel, platforms)})
        if not found and not _ELSEWHERE.search(self.marker):
            raise ValueError(f"{self.name} {self.version} has no wheel that fits")
        hashes = "".join(f" \\\n --hash=sha256:{sha}" for sha in found)
        return f"{self.pin}{hashes}\n" if found else ""


def main() -> int:
    """Write the file; return the exit code."""
    parser = argparse.ArgumentParser(description="Write the servers' lock file again.")
    parser.add_argument("--keep", action="store_true", help="keep versions that still fit")
    keep = parser.parse_args().keep

    sys.path.insert(0, str(ROOT))
    from installer.commands import CommandFailedError, Commands, say

    commands = Commands()
    uv = commands.find("uv")
    if uv is None:
        say("The program uv is needed to write lock files: install it with `pip install uv`.")
        return 1
    sets = read_sets((FOLDER / "environment.in").read_text(encoding="utf-8"))
    pins = _pins(FOLDER / next(iter(_FILES)), keep)
    bounds = read_bounds((FOLDER / "environment.wine.in").read_text(encoding="utf-8"))
    bounds += _pins(FOLDER / _WINE, keep)
    try:
        locked = _lock(Resolver(commands, uv, pins), sets)
        in_wine = _lock(Resolver(commands, uv, bounds, ("--python-platform=windows",)), sets)
    except CommandFailedError as error:
        say(str(error))
        return 1
    in_wine.pop(ALONE)  # it does not run there
    texts = {name: render(locked, platforms) for name, platforms in _FILES.items()}
    for name, content in {**texts, _WINE: render(in_wine, _IN_WINE)}.items():
        target = FOLDER / name
        target.write_text(NOTE + content, encoding="utf-8")
        say(f"{target.relative_to(ROOT)}: {target.stat().st_size} bytes")
    return 0


def _pins(lock: Path, keep: bool) -> list[str]:
    return read_pins(lock.read_text(encoding="utf-8")) if keep and lock.exists() else []


class Resolver:
    """Resolves requirements with uv, for all systems or the one that `system` (an option of
    uv) says; `pins` are versions to prefer."""

    def __init__(
        self,
        commands: Any,
        uv: str,
        pins: Iterable[str],
        system: Iterable[str] = ("--universal",),
    ) -> None:
        self._commands = commands
        self._uv = uv
        self._pins = list(pins)
        self._system = list(system)

    def resolve(self, requirements: Iterable[str], constraints: Iterable[str] = ()) -> list[Locked]:
        """All packages that `requirements` need. Raises `CommandFailedError`."""
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            wanted, bounds, found = (folder / n for n in ("in.txt", "bounds.txt", "pylock.toml"))
            wanted.write_text("\n".join(requirements), encoding="utf-8")
            bounds.write_text("\n".join([*constraints, *self._pins]), encoding="utf-8")
            command: list[str | Path] = [self._uv, "pip", "compile", "--quiet", "--no-config"]
            command += [*self._system, "--python-version=3.11", "--only-binary=:all:"]
            command += ["--constraint", bounds, "--format=pylock.toml", "--output-file", found]
            self._commands.quietly("Locking what servers install", [*command, wanted])
            return read_pylock(tomllib.loads(found.read_text(encoding="utf-8")))


def read_sets(source: str) -> dict[str, list[str]]:
    """Requirements by set."""
    sets: dict[str, list[str]] = {}
    current: list[str] = []
    for line in source.splitlines():
        if line.startswith("# set: "):
            current = sets.setdefault(line.removeprefix("# set: ").strip(), [])
        elif line.strip() and not line.startswith("#"):
            current.append(line.strip())
    return sets


def read_bounds(source: str) -> list[str]:
    """The lines that are requirements."""
    return [line.strip() for line in source.splitlines() if line[:1].isalnum()]


def read_pins(lock: str) -> list[str]:
    """The pinned versions of a lock as constraints, each where its marker says."""
    return [line.removesuffix("\\").strip() for line in lock.splitlines() if line[:1].isalnum()]


def read_pylock(pylock: Mapping[str, Any]) -> list[Locked]:
    """The packages of a pylock.toml."""
    locked = []
    for package in pylock["packages"]:
        marker = str(package.get("marker", ""))
        marker = marker.replace(f"{_OLDEST} and ", "").replace(_OLDEST, "")
        wheels = {_file(wheel): wheel["hashes"]["sha256"] for wheel in package.get("wheels", ())}
        locked.append(Locked(package["name"], package["version"], marker, wheels))
    return locked


def fits(wheel: str, platforms: re.Pattern[str]) -> bool:
    """Whether some server of `platforms` can take the wheel of this file name."""
    python, abi, platform = wheel.removesuffix(".whl").split("-")[-3:]
    return (
        any(_fits_python(tag, abi) for tag in python.split("."))
        and (abi in ("none", "abi3") or re.fullmatch(r"cp3\d+", abi) is not None)
        and any(platforms.fullmatch(tag) for tag in platform.split("."))
    )


def _fits_python(tag: str, abi: str) -> bool:
    if tag in ("py3", "py2.py3"):
        return True
    match = re.fullmatch(r"cp3(\d+)", tag)
    if match is None:
        return False
    minor = int(match[1])
    return minor <= _PYTHONS[-1] if abi == "abi3" else minor in _PYTHONS


def _file(wheel: Mapping[str, Any]) -> str:
    return str(wheel.get("name") or wheel["url"].rsplit("/", 1)[-1])


def _lock(resolver: Resolver, sets: Mapping[str, list[str]]) -> dict[str, list[Locked]]:
    """Each package in the set that asks for it first; `BASE` comes first."""
    together = [name for name in sets if name != ALONE]
    whole = resolver.resolve([r for name in together for r in sets[name]])
    pins = [package.pin for package in whole]
    locked: dict[str, list[Locked]] = {}
    taken: set[str] = set()
    for name in together:
        names = {p.name for p in resolver.resolve(sets[name], pins)} - taken
        locked[name] = [package for package in whole if package.name in names]
        taken |= names
    return {**locked, ALONE: resolver.resolve(sets[ALONE])}


def render(locked: Mapping[str, Iterable[Locked]], platforms: re.Pattern[str]) -> str:
    """A lock file's text, without its first line."""
    return "".join(
        f"\n# set: {name}\n" + "".join(package.lines(platforms) for package in packages)
        for name, packages in locked.items()
    )


if __name__ == "__main__":
    sys.exit(main())
