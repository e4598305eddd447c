"""A practice cloud for signing in, with real azure-identity on the other side."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from app.azure.account import AccountFile
from app.azure.guide import Guide, SignInNeeded, Way
from app.azure.practice import person_session
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.azure.token_store import memory_store
from app.engine.cancel import CancelToken
from app.engine.events import Event
from app.operations.asking_to_sign_in import guide_over
from app.paths import Paths
from app.practice import process
from app.problems import Problem, ProblemError
from app.text import text
from tests.practice.arm.clients import practice_home
from tests.practice.sign_in.visitor import Visitor, browser_is

LIFETIMES = {
    "token_lifetime": 3600,
    "early_end": 0,
    "refresh_lifetime": 86400,
    "devices_lifetime": 900,
}


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


REFUSED = Problem("left", text("no"), text(""))


@dataclass
class Program:
    """A session, what it asked, and what it emitted."""

    session: Session
    file: AccountFile
    way: Way | None = Way.BROWSER
    asked: list[SignInNeeded] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    first: Callable[[], object] = lambda: None
    heard: Callable[[Event], object] = lambda _event: None

    def emit(self, event: Event) -> None:
        self.events.append(event)
        self.heard(event)

    def answer(self, needed: SignInNeeded) -> Way:
        self.first()
        self.asked.append(needed)
        if self.way is None:
            raise ProblemError(REFUSED)
        return self.way

    def look(self, cancel: CancelToken | None = None) -> int:
        return len(list_subscriptions(self.session, cancel or CancelToken()))


Start = Callable[[], Program]


@pytest.fixture
def start(place: Place, tmp_path: Path) -> Iterator[Start]:
    """Starts a program; those of one test share their state folder."""
    programs: list[Program] = []

    def make() -> Program:
        file = AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "practice")
        program: Program

        def guide() -> Guide:
            return guide_over(lambda e: program.emit(e), lambda n: program.answer(n))

        session = person_session(place.connection, file, guide(), memory_store)
        program = Program(session, file)
        programs.append(program)
        return program

    yield make
    for program in programs:
        program.session.close()
