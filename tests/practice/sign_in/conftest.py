"""A practice cloud for signing in, with real azure-identity on the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from app.paths import Paths
from app.practice import process
from tests.practice.arm.clients import practice_home
from tests.practice.sign_in.visitor import Visitor, browser_is

LIFETIMES = {"token_lifetime": 3600, "refresh_lifetime": 86400, "devices_lifetime": 900}


@dataclass(frozen=True)
class Place:
    paths: Paths
    connection: process.PracticeConnection

    def tell(self, call: str, **values: object) -> None:
        process.control(self.paths, call, **values)

    @property
    def scope(self) -> str:
        return f"{self.connection.url}/.default"


@pytest.fixture(scope="session")
def running_place() -> Iterator[Place]:
    with practice_home() as paths:
        yield Place(paths, process.ensure_running(paths, speed=200, guest="reduced"))


@pytest.fixture
def place(running_place: Place) -> Iterator[Place]:
    yield running_place
    running_place.tell("clear-faults")
    running_place.tell("sign-ins", **LIFETIMES)


Visit = Callable[..., Visitor]


@pytest.fixture
def visitor(place: Place) -> Iterator[Visit]:
    """Makes a `Visitor` who is also where `webbrowser.open` leads."""
    visitors: list[Visitor] = []

    def make(person: str, *, proves: bool = True) -> Visitor:
        visitors.append(Visitor(place.connection.ca_file, person, proves=proves))
        return visitors[-1]

    with browser_is(lambda url: visitors[-1].open(url)):
        yield make
        for one in visitors:
            one.close()
