"""Hosts of guests with a state folder of their own, shut down at the end of each test."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import Paths
from app.practice.guests.booted import BootedHost
from app.practice.guests.choose import linux_host
from app.practice.guests.probe import booted_recipe
from app.practice.guests.recipe import Recipe
from app.practice.guests.reduced.host import ReducedHost


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """State of this test alone; the image is shared with all that run on this computer."""
    return Paths(state=tmp_path / "state", cache=Paths.of_this_user().cache)


@pytest.fixture
def guests(paths: Paths) -> Path:
    """Where the guests of this test are laid out."""
    return paths.practice / "guests"


def needs_booted_guests() -> None:
    """Skip the test where no booted guest can run, saying why."""
    found = booted_recipe()
    if not isinstance(found, Recipe):
        pytest.skip(f"no booted guests on this computer: {found}")


@pytest.fixture
def booted(paths: Paths) -> Iterator[BootedHost]:
    needs_booted_guests()
    host = linux_host(paths, "booted")
    assert isinstance(host, BootedHost)
    host.prepare()
    yield host
    delete_all(host, paths)


@pytest.fixture
def reduced(paths: Paths) -> Iterator[ReducedHost]:
    host = linux_host(paths, "reduced")
    assert isinstance(host, ReducedHost)
    yield host
    delete_all(host, paths)


def delete_all(host: BootedHost | ReducedHost, paths: Paths) -> None:
    folder = paths.practice / "guests"
    for guest in sorted(folder.iterdir()) if folder.is_dir() else ():
        host.delete(guest.name)
