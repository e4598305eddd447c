"""A practice cloud for the tests of the Azure part: the real process, the real SDK over HTTPS.

Its guests are the reduced ones, which are enough here: what is tested ends at the border of
the machine.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from app.azure.catalogue import load_catalogue
from app.azure.practice import session_over
from app.azure.session import Session
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.paths import Paths
from app.practice import process
from tests.practice.azure.making import Making, new_journal, plan_of

REGION = "japaneast"
SPEED = 100.0


@dataclass(frozen=True)
class CloudUnderTest:
    paths: Paths
    traffic: Path

    def connect(self, *faults: str) -> process.PracticeConnection:
        return process.ensure_running(self.paths, faults=faults)

    def set_speed(self, speed: float) -> None:
        process.control(self.paths, "speed", value=speed)


@pytest.fixture(scope="session")
def cloud() -> Iterator[CloudUnderTest]:
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    paths = Paths(folder / "home", folder / "cache")
    under_test = CloudUnderTest(paths, Path(os.environ["KUMONOTE_TRAFFIC_LOG"]))
    process.ensure_running(paths, speed=SPEED, guest="reduced")
    try:
        yield under_test
    finally:
        process.stop(paths)
        shutil.rmtree(folder)


@pytest.fixture(scope="session")
def session(cloud: CloudUnderTest) -> Iterator[Session]:
    found = session_over(cloud.connect())
    yield found
    found.close()


@pytest.fixture(scope="session")
def catalogue(session: Session) -> Catalogue:
    return load_catalogue(session, REGION, CancelToken())


@pytest.fixture
def cancel() -> CancelToken:
    return CancelToken()


MakeServer = Callable[..., Making]


@pytest.fixture
def making(
    session: Session, catalogue: Catalogue, cloud: CloudUnderTest, tmp_path: Path
) -> Iterator[MakeServer]:
    """Makes a `Making` of a new name; what it made is removed after the test."""
    yield from _making(session, catalogue, cloud, tmp_path)


@pytest.fixture(scope="module")
def making_for_module(
    session: Session,
    catalogue: Catalogue,
    cloud: CloudUnderTest,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[MakeServer]:
    """The same for servers that several tests only look at."""
    yield from _making(session, catalogue, cloud, tmp_path_factory.mktemp("journals"))


def _making(
    session: Session, catalogue: Catalogue, cloud: CloudUnderTest, folder: Path
) -> Iterator[MakeServer]:
    made: list[Making] = []

    def make(name: str = "", *, removed_with_group: bool = True) -> Making:
        chosen = name or f"t{secrets.token_hex(4)}"
        new = Making(
            session,
            plan_of(chosen, catalogue),
            new_journal(folder / f"{chosen}-{len(made)}"),
            removed_with_group=removed_with_group,
        )
        made.append(new)
        return new

    yield make
    process.control(cloud.paths, "clear-faults")
    process.control(cloud.paths, "speed", value=SPEED)
    for one in made:
        groups = one.session.resource.resource_groups
        if groups.check_existence(one.plan.group):
            groups.begin_delete(one.plan.group, polling_interval=1).wait()
        one.journal.close()
