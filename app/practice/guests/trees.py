"""Removing folders that may hold another system's files, and its mounts."""

from __future__ import annotations

import contextlib
import shutil
from pathlib import Path


def mounts_below(folder: Path) -> list[Path]:
    """What is mounted at or below `folder` in this process's view, innermost first."""
    table = Path("/proc/self/mountinfo")
    if not table.exists():
        return []
    points = [Path(_unescaped(line.split()[4])) for line in table.read_text().splitlines()]
    inside = [point for point in points if point.is_relative_to(folder.resolve())]
    return sorted(inside, key=lambda point: len(point.parts), reverse=True)


def remove_tree(folder: Path) -> None:
    """Remove `folder` with all in it; nothing happens when it is not there.

    Raises `OSError` rather than follow a mount: below one may be this computer's devices.
    """
    mounted = mounts_below(folder)
    if mounted:
        raise OSError(f"{mounted[0]} is still mounted")
    with contextlib.suppress(FileNotFoundError):
        shutil.rmtree(folder)


def _unescaped(field: str) -> str:
    return field.encode().decode("unicode_escape") if "\\" in field else field
