"""Whether this computer has what Kumonote needs; each answer as a sentence."""

from __future__ import annotations

import platform
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from app.engine.cancel import CancelToken
from app.operations.doctor_check import Check
from app.paths import Paths
from app.text import Text, text, verbatim

OLDEST_PYTHON: Final = (3, 11)
ROOM_GIB: Final = 3.0
"""A base image, one guest's disk with the scientific environment, and the package cache."""


def examine(paths: Paths, cancel: CancelToken) -> Iterator[Check]:
    """Look at one thing after the other. Changes nothing; raises only `Cancelled`."""
    yield _python()
    yield _keyring()
    yield _room(paths)
    cancel.check()
    yield _guests()
    yield _windows_guests()


def _python() -> Check:
    ok = sys.version_info >= OLDEST_PYTHON
    found = platform.python_version()
    oldest = ".".join(map(str, OLDEST_PYTHON))
    return Check(
        "python",
        text("Python"),
        ok,
        verbatim(found)
        if ok
        else text("{found} is too old; {oldest} is needed", found=found, oldest=oldest),
    )


def _keyring() -> Check:
    from app.vault import keyring_name

    name = keyring_name()
    return Check(
        "keyring",
        text("Keyring"),
        name is not None,
        text("login keys are kept in {name}", name=name)
        if name is not None
        else text(
            "this computer has none that works: keys are kept in memory only, and `repair`"
            " makes new ones when they are needed"
        ),
    )


def _room(paths: Paths) -> Check:
    free = shutil.disk_usage(_existing(paths.state)).free / 2**30
    return Check(
        "disk-space",
        text("Disk space"),
        free >= ROOM_GIB,
        text(
            "{free} GiB free; practice mode uses about {room} GiB",
            free=f"{free:.1f}",
            room=f"{ROOM_GIB:.0f}",
        ),
    )


def _existing(path: Path) -> Path:
    """`path` or its nearest parent that exists."""
    return next(folder for folder in (path, *path.parents) if folder.exists())


def _guests() -> Check:
    from app.practice.guests.probe import booted_recipe

    recipe = booted_recipe()
    booted = not isinstance(recipe, Text)
    return Check(
        "practice-guest",
        text("Practice machines"),
        booted,
        text("booted: whole systems, as in the cloud")
        if booted
        else text("reduced, because {reason}", reason=recipe),
    )


def _windows_guests() -> Check:
    from app.practice.guests.windows.wine import wine_here

    wine = wine_here()
    missing = isinstance(wine, Text)
    return Check(
        "practice-windows",
        text("Practice machines with Windows"),
        not missing,
        text("cannot be made here: {reason}", reason=wine)
        if missing
        else text("real Windows programs, run by Wine"),
    )
