"""What a lock file names, read without installing anything."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

_LINE: Final = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==([^ ;\\]+)(?:\s*;([^\\]*))?")


@dataclass(frozen=True)
class Locked:
    """One package in one version; `marker` says where it is installed, empty for everywhere."""

    name: str
    version: str
    marker: str


def read_lock(file: Path) -> tuple[Locked, ...]:
    """All packages of a lock file, in its order."""
    matches = map(_LINE.match, file.read_text(encoding="utf-8").splitlines())
    return tuple(
        Locked(normal(found[1]), found[2], (found[3] or "").strip()) for found in matches if found
    )


def lines_for(file: Path, applies: Callable[[str], bool]) -> list[str]:
    """The lines of a lock file, hashes and all, of packages without a marker or whose marker
    `applies`; without the markers, which pip would hold against the system that it runs on.
    """
    kept, taken = [], False
    for line in file.read_text(encoding="utf-8").splitlines(keepends=True):
        found = _LINE.match(line)
        if found:
            marker = (found[3] or "").strip()
            taken = not marker or applies(marker)
            line = f"{found[1]}=={found[2]} \\\n"
        if taken:
            kept.append(line)
    return kept


def normal(name: str) -> str:
    """A package's name as all spellings of it are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()
