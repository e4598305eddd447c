"""One practice cloud and one notebook server for all tests that only look at them."""

from __future__ import annotations

import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.secret import Secret
from tests.shared.practice_home import Ended, PracticeHome
from tests.shared.traffic import new_log


@dataclass(frozen=True)
class CreatedServer:
    """A server that `create` called ready. Tests that change it make one of their own."""

    home: PracticeHome
    name: str
    password: Secret
    created: Ended

    @property
    def url(self) -> str:
        return str(self.created.server["url"])

    @property
    def certificate_sha256(self) -> str:
        return str(self.created.server["certificate_sha256"])


@contextmanager
def new_practice_home() -> Iterator[PracticeHome]:
    """A practice cloud of one's own; when done it is stopped and leaves nothing."""
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    home = PracticeHome(folder / "home", new_log("app"))
    try:
        yield home
    finally:
        stopped = home.run("practice", "stop", "--wipe")
        shutil.rmtree(folder)
    assert stopped.exit_code == 0, stopped.explanation


@pytest.fixture(scope="session")
def practice_home() -> Iterator[PracticeHome]:
    """A practice cloud that runs until the last test."""
    with new_practice_home() as home:
        yield home


@pytest.fixture(scope="session")
def created_server(practice_home: PracticeHome) -> CreatedServer:
    """A server as `create` leaves it."""
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    created = practice_home.create("shared", password)
    assert created.exit_code == 0, created.explanation
    return CreatedServer(practice_home, "shared", password, created)
