"""The practice cloud as users and other clients see it: started, stopped, described."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.engine.cancel import CancelToken
from app.paths import Paths
from app.practice import process
from app.problems import Problem, ProblemError
from app.settings import Settings, load
from app.text import Text, marked_elsewhere, text

KINDS: Final = ("auto", "booted", "reduced")


@dataclass(frozen=True)
class PracticeWishes:
    """How the practice cloud shall be; None leaves it as it is, or as the settings say."""

    speed: float | None = None
    faults: tuple[str, ...] = ()
    guest: str | None = None


@dataclass(frozen=True)
class Described:
    """`facts` for programs, `sentences` for people."""

    facts: Mapping[str, Any]
    sentences: tuple[Text, ...]


def connect(
    paths: Paths, settings: Settings, wishes: PracticeWishes, cancel: CancelToken
) -> process.PracticeConnection:
    """Start the practice cloud unless it runs, have it as wished, connect to it.

    Raises `ProblemError`, e.g. "practice-wish-unknown" for a fault that it does not know.
    """
    cancel.check()
    guest = wishes.guest or settings.practice.guest
    if guest not in KINDS:
        raise _unknown_wish(text("There is no kind of practice machine called {kind}.", kind=guest))
    running = process.status(paths) is not None
    speed = wishes.speed or (None if running else settings.practice.speed)
    try:
        connection = process.ensure_running(paths, speed=speed, faults=wishes.faults, guest=guest)
    except ValueError as error:
        raise _unknown_wish(text("The practice cloud refuses: {reason}.", reason=error)) from error
    cancel.check()
    return connection


def start_practice(paths: Paths, wishes: PracticeWishes, cancel: CancelToken) -> Described:
    """Start the practice cloud unless it runs, and describe it."""
    connect(paths, load(paths.settings), wishes, cancel)
    return practice_status(paths)


def stop_practice(paths: Paths, *, wipe: bool) -> bool:
    """Shut the practice cloud and its guests down; False if it did not run.

    With `wipe` everything that was made in it is removed too, with its journals and pictures.
    """
    stopped = process.stop(paths)
    if wipe:
        for folder in (paths.practice, paths.journals("practice"), paths.pictures("practice")):
            if folder.exists():
                shutil.rmtree(folder)
    return stopped


def practice_status(paths: Paths) -> Described:
    """Whether the practice cloud runs, and what is in it."""
    status = process.status(paths)
    if status is None:
        return Described({"running": False}, (text("The practice cloud does not run."),))
    connection = process.ensure_running(paths)
    facts = {
        "running": True,
        "pid": status.pid,
        "url": connection.url,
        "speed": status.speed,
        "guest": connection.guest,
        "guest_limits": connection.guest_limits,
        "windows_missing": connection.windows_missing,
        "faults": status.faults,
        "machines": status.machines,
        "running_machines": status.running,
    }
    limits = (marked_elsewhere(connection.guest_limits),)
    windows = marked_elsewhere(connection.windows_limits)
    if connection.windows_missing:
        missing = marked_elsewhere(connection.windows_missing)
        windows = text("Machines with Windows cannot be made here: {reason}.", reason=missing)
    return Described(
        facts,
        (
            text("The practice cloud runs at {url}.", url=connection.url),
            text("Its clock is {speed} times as fast as Azure.", speed=f"{status.speed:g}"),
            text("Its machines are of the kind “{kind}”.", kind=connection.guest),
            *(limits if connection.guest_limits else ()),
            windows,
            text("Machines: {n}, running: {m}.", n=status.machines, m=len(status.running)),
        ),
    )


def practice_environment(paths: Paths, cancel: CancelToken) -> Mapping[str, str]:
    """Variables for other clients; the client secret in it opens the practice cloud only."""
    return process.env(connect(paths, load(paths.settings), PracticeWishes(), cancel))


def _unknown_wish(message: Text) -> ProblemError:
    return ProblemError(
        Problem("practice-wish-unknown", message, text("See --help for what there is."))
    )
