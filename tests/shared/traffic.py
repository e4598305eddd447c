"""What all clients of practice clouds said in a run of the tests, and what they were answered.

Every practice cloud of a run writes its log into one folder, which the process that began the
run makes and removes. Its name goes to the other processes in the environment.
"""

from __future__ import annotations

import os
import secrets
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

Kind = Literal["app", "bare", "az"]
"""Whose calls: the app's own; calls of tests of the cloud, wrong ones on purpose among them;
those of azure-cli."""

_FOLDER: Final = "KUMONOTE_TEST_TRAFFIC"
_LOG: Final = "KUMONOTE_TRAFFIC_LOG"
_FINISHED: Final = ".finished"


def make_folder() -> Path:
    """Called once in a run, by the process that began it."""
    folder = Path(tempfile.mkdtemp(prefix="kumonote-traffic-"))
    os.environ[_FOLDER] = str(folder)
    return folder


def folder() -> Path:
    return Path(os.environ[_FOLDER])


def new_log(kind: Kind) -> Path:
    """A log of its own for one practice cloud."""
    return folder() / f"{kind}-{secrets.token_hex(6)}.jsonl"


def log_from_now_on(kind: Kind, worker: str) -> None:
    """Clouds that are started, or connected to, from now on log as `kind`."""
    os.environ[_LOG] = str(folder() / f"{kind}-{worker}.jsonl")


@contextmanager
def log_aside(file: Path) -> Iterator[None]:
    """Clouds that are started, or connected to, meanwhile log to `file` instead."""
    before = os.environ.get(_LOG)
    os.environ[_LOG] = str(file)
    try:
        yield
    finally:
        if before is None:
            del os.environ[_LOG]
        else:
            os.environ[_LOG] = before


def logs(kind: Kind) -> list[Path]:
    return sorted(folder().glob(f"{kind}-*.jsonl"))


def note_finished(worker: str) -> None:
    (folder() / f"{worker}{_FINISHED}").touch()


def finished_workers() -> int:
    return len(list(folder().glob(f"*{_FINISHED}")))
