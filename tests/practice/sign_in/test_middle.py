"""What happens to a sign-in in the middle of the work: the work waits, and goes on."""

from __future__ import annotations

import time

import jwt
import pytest
from azure.mgmt.network.models import AddressSpace, VirtualNetwork, VirtualNetworkPropertiesFormat

from app.azure.guide import Way
from app.azure.organisations import person_of
from app.azure.practice import session_over
from app.azure.subscriptions import list_subscriptions
from app.engine.cancel import CancelToken
from app.engine.events import CodeToType
from app.problems import ProblemError
from tests.practice.arm.clients import wait_for
from tests.practice.sign_in.conftest import Place, Program, Start, Visit
from tests.practice.sign_in.visitor import AIKO, Visitor


def test_a_token_that_only_this_clock_takes_for_good_is_renewed(
    place: Place, start: Start, visitor: Visit
) -> None:
    """As after a clock was set back: the cache would give the same token again."""
    visitor(AIKO)
    program = start()
    place.tell("sign-ins", token_lifetime=1201, early_end=1200)
    assert program.look() == 1
    place.tell("sign-ins", token_lifetime=3600, early_end=0)
    wait_for(lambda: _ended(program))
    assert program.look() == 1
    assert len(program.asked) == 1


def _ended(program: Program) -> bool:
    token = person_of(program.session).get_token(program.session.endpoints.scope)
    claims = jwt.decode(token.token, options={"verify_signature": False})
    return bool(claims["exp"] < time.time())


def test_waiting_for_the_person_does_not_count_as_waiting_for_the_cloud(
    place: Place, start: Start, visitor: Visit
) -> None:
    visitor(AIKO)
    program = start()
    slow = 1.5
    program.first = lambda: time.sleep(slow)  # somebody looks for their telephone
    ticks: list[float] = []
    session, cancel = program.session, CancelToken()
    session.call(
        lambda: session.resource.resource_groups.create_or_update(
            "kumonote-patience", {"location": "japaneast"}, cancel=cancel
        ),
        cancel,
    )
    place.tell("fault", fault="expired-token")
    place.tell("fault", fault="sign-in-again")
    session.wait_for(
        lambda polling, token: session.resource.resource_groups.begin_delete(
            "kumonote-patience", polling=polling, cancel=token
        ),
        cancel,
        limit_seconds=60,
        on_tick=ticks.append,
    )
    assert len(program.asked) == 2
    assert person_of(session).seconds_asking > 2 * slow
    assert person_of(session).seconds_asking - 2 * slow < 10


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


def test_a_code_does_not_bring_the_second_proof_that_the_cloud_wants(
    place: Place, start: Start
) -> None:
    """The authority learns of the wish only when the code is redeemed: the browser is needed."""
    person = Visitor(place.connection.ca_file, AIKO)
    program = start()
    program.way = Way.DEVICE_CODE
    program.heard = lambda event: (
        person.type_code(event.page, event.code) if isinstance(event, CodeToType) else None
    )
    assert program.look() == 1
    place.tell("fault", fault="claims-challenge=*")
    with pytest.raises(ProblemError) as refused:
        program.look()
    assert refused.value.problem.code == "mfa-needed"
    person.close()


def test_a_service_principal_gets_a_new_token_too(place: Place) -> None:
    session, cancel = session_over(place.connection), CancelToken()

    def token() -> str:
        return str(session.credential.get_token(session.endpoints.scope).token)

    before = token()
    assert token() == before
    place.tell("fault", fault="expired-token")
    assert len(list_subscriptions(session, cancel)) == 1
    assert token() != before
    session.close()
