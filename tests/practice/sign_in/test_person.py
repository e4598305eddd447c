"""The app's credential of a person in a session: silent, asking, refused, cancelled."""

from __future__ import annotations

import threading
import time
import webbrowser
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import NoReturn

import pytest

from app.azure.account import AccountFile
from app.azure.guide import Way
from app.azure.organisations import person_of
from app.azure.practice import person_session
from app.azure.subscriptions import list_subscriptions
from app.azure.token_store import memory_store
from app.engine.cancel import Cancelled, CancelToken
from app.engine.events import CodeToType, Event, SignInAsked, SignInEnded
from app.operations.asking_to_sign_in import guide_over, in_the_browser, with_a_code
from app.paths import Paths
from app.problems import ProblemError
from tests.practice.arm.clients import wait_for
from tests.practice.sign_in.conftest import Place, Start, Visit
from tests.practice.sign_in.visitor import AIKO, Visitor, browser_is


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
    program.heard = lambda event: (
        person.type_code(event.page, event.code) if isinstance(event, CodeToType) else None
    )
    assert program.look() == 1
    person.close()


def test_without_a_browser_there_is_a_code(
    place: Place, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What Python says on a computer without one is put in: this one may have some."""

    def none() -> NoReturn:
        raise webbrowser.Error("could not locate runnable browser")

    monkeypatch.setattr(webbrowser, "get", none)
    person = Visitor(place.connection.ca_file, AIKO)
    program = start()
    program.heard = lambda event: (
        person.type_code(event.page, event.code) if isinstance(event, CodeToType) else None
    )
    assert program.look() == 1
    person.close()


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


def test_a_program_started_again_knows_who_it_was(start: Start, visitor: Visit) -> None:
    """Without a store the tokens are gone, and the same person is asked for."""
    visitor(AIKO)
    start().look()
    again = start()
    again.way = None
    with pytest.raises(ProblemError):
        again.look()
    assert again.asked[0].user_name == "aiko@practice.localhost"


def test_what_waits_for_the_person_is_told_as_events(start: Start, visitor: Visit) -> None:
    visitor(AIKO)
    program = start()
    program.look()
    told = [e for e in program.events if isinstance(e, SignInAsked | SignInEnded)]
    asked, ended = told
    assert isinstance(asked, SignInAsked)
    assert (asked.way, asked.user_name, asked.limit_seconds) == ("browser", "", 600)
    assert isinstance(ended, SignInEnded)
    assert (ended.user_name, ended.problem) == ("aiko@practice.localhost", None)


def test_nobody_signs_in_before_the_time_is_over(place: Place, tmp_path: Path) -> None:
    file = AccountFile(Paths(tmp_path / "state", tmp_path / "cache"), "practice")
    events: list[Event] = []
    for way in (in_the_browser, with_a_code):
        guide = guide_over(events.append, way, limit_seconds=1)
        session = person_session(place.connection, file, guide, memory_store)
        with browser_is(lambda _url: None), pytest.raises(ProblemError) as over:
            list_subscriptions(session, CancelToken())
        assert over.value.problem.code == "sign-in-timed-out", way
        session.close()
    problems = [e.problem.code for e in events if isinstance(e, SignInEnded) and e.problem]
    assert problems == ["sign-in-timed-out"] * 2
