"""The app's credential of a person in a session: silent, asking, refused, cancelled."""

from __future__ import annotations

import threading
import time
import webbrowser
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import NoReturn

import pytest
from azure.mgmt.network.models import AddressSpace, VirtualNetwork, VirtualNetworkPropertiesFormat

from app.azure.account import AccountFile
from app.azure.guide import Guide, SignInNeeded, Way
from app.azure.organisations import list_organisations, person_of, sign_in
from app.azure.practice import person_session
from app.azure.session import Session
from app.azure.subscriptions import list_subscriptions
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import CodeToType, Event
from app.operations.asking_to_sign_in import guide_over
from app.paths import Paths
from app.problems import Problem, ProblemError
from app.text import text
from tests.practice.arm.clients import wait_for
from tests.practice.sign_in.conftest import Place, Visit
from tests.practice.sign_in.visitor import AIKO, BEN, CHIKA, DAICHI, Visitor, browser_is

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
            return guide_over(lambda e: program.events.append(e), lambda n: program.answer(n))

        program = Program(person_session(place.connection, file, guide()), file)
        programs.append(program)
        return program

    yield make
    for program in programs:
        program.session.close()


def test_the_first_request_signs_in_and_others_wait_for_it(start: Start, visitor: Visit) -> None:
    visitor(AIKO)
    program = start()
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(lambda _: program.look(), range(4))) == [1] * 4
    assert len(program.asked) == 1
    kept = program.file.read()
    assert kept is not None
    assert kept.user_name == "aiko@practice.localhost"
    assert program.file.path.stat().st_mode & 0o777 == 0o600
    assert "eyJ" not in program.file.path.read_text(), "no token, they all begin so"


def test_a_code_is_shown_alone_and_typed(place: Place, start: Start) -> None:
    person = Visitor(place.connection.ca_file, AIKO)
    program = start()
    program.way = Way.DEVICE_CODE
    kept = program.events.append

    def note(event: Event) -> None:
        kept(event)
        if isinstance(event, CodeToType):
            person.type_code(event.page, event.code)

    program.events = _Notes(note)
    assert program.look() == 1
    person.close()


class _Notes(list[Event]):
    def __init__(self, note: Callable[[Event], None]) -> None:
        super().__init__()
        self._note = note

    def append(self, event: Event) -> None:
        self._note(event)


def test_without_a_browser_there_is_a_code(
    place: Place, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python says on a computer without one is put in: this one may have some."""

    def none() -> NoReturn:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    person = Visitor(place.connection.ca_file, AIKO)
    program = start()
    program.events = _Notes(
        lambda e: person.type_code(e.page, e.code) if isinstance(e, CodeToType) else None
    )
    assert program.look() == 1
    person.close()


def test_a_sign_in_that_ends_in_the_middle_of_an_operation(
    place: Place, start: Start, visitor: Visit
) -> None:
    """The operation waits for the person, then goes on from where it was."""
    visitor(AIKO)
    program = start()
    session, cancel = program.session, CancelToken()
    group = "kumonote-middle"
    place.tell("sign-ins", token_lifetime=301)
    session.call(
        lambda: session.resource.resource_groups.create_or_update(
            group, {"location": "japaneast"}, cancel=cancel
        ),
        cancel,
    )
    assert len(program.asked) == 1
    told: list[float] = []

    def on_tick(elapsed: float) -> None:
        if not told:
            place.tell("fault", fault="expired-token")
            place.tell("fault", fault="sign-in-again")
            place.tell("speed", value=200)
        told.append(elapsed)

    one_network = VirtualNetworkPropertiesFormat(
        address_space=AddressSpace(address_prefixes=["10.0.0.0/16"])
    )
    place.tell("speed", value=1)
    session.wait_for(
        lambda polling, token: session.network.virtual_networks.begin_create_or_update(
            group,
            "network",
            VirtualNetwork(location="japaneast", properties=one_network),
            polling=polling,
            cancel=token,
        ),
        cancel,
        limit_seconds=60,
        on_tick=on_tick,
    )
    assert len(program.asked) == 2
    assert program.asked[1].user_name == "aiko@practice.localhost"


def test_the_cloud_wants_a_second_proof_in_the_middle(
    place: Place, start: Start, visitor: Visit
) -> None:
    aiko = visitor(AIKO)
    program = start()
    assert program.look() == 1
    place.tell("fault", fault="claims-challenge=*")
    assert program.look() == 1
    assert "second proof" in str(program.asked[1].reason)
    assert "Prove who you are" in aiko.pages
    assert program.look() == 1
    assert len(program.asked) == 2


def test_refusing_once_is_enough_for_all_that_waits(start: Start) -> None:
    program = start()
    program.way = None
    person = person_of(program.session)
    program.first = lambda: wait_for(lambda: person.waiting == 4)

    def look() -> str:
        with pytest.raises(ProblemError) as refused:
            person.get_token_info(program.session.endpoints.scope)
        return refused.value.problem.code

    with ThreadPoolExecutor(4) as pool:
        assert [f.result() for f in [pool.submit(look) for _ in range(4)]] == ["left"] * 4
    assert len(program.asked) == 1


def test_a_cancel_ends_the_sign_in_too(start: Start) -> None:
    program = start()
    cancel = CancelToken()
    with browser_is(lambda _url: cancel.cancel()), pytest.raises(Cancelled):
        program.look(cancel)
    deadline = time.monotonic() + 120
    for thread in threading.enumerate():
        if thread.name in ("sign-in", "azure-call"):
            thread.join(max(0.0, deadline - time.monotonic()))
            assert not thread.is_alive()


def test_somebody_else_cannot_go_on_with_the_work(
    place: Place, start: Start, visitor: Visit
) -> None:
    visitor(AIKO)
    program = start()
    program.look()
    visitor(CHIKA)
    place.tell("sign-ins", token_lifetime=1)
    place.tell("fault", fault="expired-token")
    place.tell("fault", fault="sign-in-again")
    with pytest.raises(ProblemError) as refused:
        program.look()
    assert refused.value.problem.code == "sign-in-other-account"


@pytest.mark.parametrize(
    ("person", "code", "advice"),
    [
        (CHIKA, "no-subscription", "azure.microsoft.com/free"),
        (BEN, "no-subscription", "practice.localhost"),
        (DAICHI, "approval-needed", "administrators"),
    ],
)
def test_what_stands_in_the_way_is_explained(
    start: Start, visitor: Visit, person: str, code: str, advice: str
) -> None:
    visitor(person)
    with pytest.raises(ProblemError) as found:
        start().look()
    assert found.value.problem.code == code
    assert advice in str(found.value.problem.advice)


def test_choosing_another_organisation(place: Place, start: Start, visitor: Visit) -> None:
    ben = visitor(BEN)
    program = start()
    cancel = CancelToken()
    first_account = sign_in(program.session, Way.BROWSER, "", cancel)
    assert first_account.tenant != place.connection.tenant
    home, other = list_organisations(program.session, CancelToken())
    assert (home.chosen, home.needs_sign_in, home.subscriptions) == (True, False, ())
    assert (other.chosen, other.needs_sign_in) == (False, True)
    account = sign_in(program.session, Way.BROWSER, "practice.localhost", cancel)
    assert account.tenant == place.connection.tenant
    assert "Prove who you are" in ben.pages
    assert program.look() == 1
    first, second = list_organisations(program.session, CancelToken())
    assert (first.id, len(first.subscriptions)) == (place.connection.tenant, 1)
    assert not second.needs_sign_in


def test_a_program_started_again_knows_who_it_was(start: Start, visitor: Visit) -> None:
    """Without a store the tokens are gone, and the same person is asked for."""
    visitor(AIKO)
    start().look()
    again = start()
    again.way = None
    with pytest.raises(ProblemError):
        again.look()
    assert again.asked[0].user_name == "aiko@practice.localhost"
