"""Finding and ending the processes of a guest that has no control group."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Mapping
from pathlib import Path

import psutil

from app.practice.guests import programs
from app.practice.guests.reduced.layout import ROOT_VARIABLE


def of_guest(root: Path, variable: str = ROOT_VARIABLE) -> list[psutil.Process]:
    """Every process started in the guest of `root`, whoever its parent is now.

    They are known by `variable`, which says so in their environment.
    """
    return with_environment({variable: str(root)})


def with_environment(wanted: Mapping[str, str]) -> list[psutil.Process]:
    """Every process that has these variables with these values."""
    found = []
    for process in psutil.process_iter():
        with contextlib.suppress(psutil.Error, OSError):
            environment = process.environ()
            if all(environment.get(name) == value for name, value in wanted.items()):
                found.append(process)
    return found


def kill_guest(root: Path, variable: str = ROOT_VARIABLE, timeout_seconds: float = 60.0) -> None:
    """End everything of the guest of `root`, also what starts meanwhile.

    Raises `TimeoutError`.
    """
    deadline = time.monotonic() + timeout_seconds
    while alive := [p for p in of_guest(root, variable) if _alive(p)]:
        programs.kill(alive)
        if time.monotonic() > deadline:
            raise TimeoutError(f"{len(alive)} processes of {root} do not end")


def _alive(process: psutil.Process) -> bool:
    try:
        return process.status() != psutil.STATUS_ZOMBIE
    except psutil.Error:
        return False
