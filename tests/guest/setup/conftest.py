"""One booted machine for all tests of this folder, set up by the app's own steps."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.guest.software import Software
from app.paths import Paths
from app.practice.guests.choose import Kind, choose_host
from tests.guest.host.conftest import needs_booted_guests
from tests.guest.setup.notebook_server import NAME, Ran
from tests.guest.setup.practice_server import PracticeServer


def machine_of(
    kind: Kind, software: Software | None = None, more: bytes = b""
) -> Iterator[PracticeServer]:
    """A machine that boots with `more` customData, and is gone afterwards."""
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    host = choose_host(Paths(state=folder, cache=Paths.of_this_user().cache), kind)
    try:
        host.prepare()
        server = PracticeServer(folder, host=host)
        if software is not None:
            server.software = software
        server.boot(more)
        yield server
    finally:
        host.delete(NAME)
        host.close()
        shutil.rmtree(folder)


@pytest.fixture(scope="package")
def booting() -> Iterator[PracticeServer]:
    needs_booted_guests()
    yield from machine_of("booted")


@pytest.fixture(scope="package")
def first_run(booting: PracticeServer) -> Ran:
    """The first run of all steps, begun as soon as the machine was asked for."""
    return booting.set_up()


@pytest.fixture
def server(booting: PracticeServer, first_run: Ran) -> PracticeServer:
    """The machine after its first set-up. Tests leave it so that the next can use it."""
    assert first_run.report.problem is None, first_run.report.problem
    return booting
