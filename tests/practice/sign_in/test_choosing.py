"""Where a person works: organisations, subscriptions, and what stands in the way."""

from __future__ import annotations

import pytest

from app.azure.guide import Way
from app.azure.organisations import list_organisations, sign_in
from app.engine.cancel import CancelToken
from app.operations import account
from app.operations.subscription_choice import refuse_to_choose, settle_subscription
from app.problems import ProblemError
from tests.practice.sign_in.conftest import Place, Start, Visit
from tests.practice.sign_in.visitor import AIKO, BEN, CHIKA, DAICHI


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
    there = sign_in(program.session, Way.BROWSER, "practice.localhost", cancel)
    assert there.tenant == place.connection.tenant
    assert "Prove who you are" in ben.pages
    assert program.look() == 1
    first, second = list_organisations(program.session, CancelToken())
    assert (first.id, len(first.subscriptions)) == (place.connection.tenant, 1)
    assert not second.needs_sign_in


def test_the_chosen_subscription_is_remembered(place: Place, start: Start, visitor: Visit) -> None:
    visitor(BEN)
    session, cancel = start().session, CancelToken()
    home = account.sign_in(session, Way.BROWSER, "", cancel)
    assert home.subscription == ""
    with pytest.raises(ProblemError) as elsewhere:
        account.use_organisation(session, "Practice", cancel)
    assert elsewhere.value.problem.code == "sign-in-needed"
    there = account.sign_in(session, Way.BROWSER, "practice.localhost", cancel)
    assert there.subscription == place.connection.subscription, "the only one is chosen"
    back = account.use_organisation(session, "university.practice.localhost", cancel)
    assert (back.subscription, back.organisations[0].name) == ("", "Practice University")
    with pytest.raises(ProblemError) as unknown:
        account.use_subscription(session, "no such", cancel)
    assert unknown.value.problem.code == "subscription-unknown"
    chosen = account.use_subscription(session, "practice subscription", cancel)
    assert chosen.organisations[0].id == place.connection.tenant
    kept = start().file.read()
    assert kept is not None
    assert (kept.subscription, kept.tenant) == (chosen.subscription, place.connection.tenant)


def test_a_subscription_of_another_organisation_takes_its_tokens(
    place: Place, start: Start, visitor: Visit
) -> None:
    """A plan file may name one; what was chosen for everything else stays."""
    visitor(BEN)
    program = start()
    session, cancel = program.session, CancelToken()
    account.sign_in(session, Way.BROWSER, "practice.localhost", cancel)
    account.use_organisation(session, "Practice University", cancel)
    asked = place.connection.subscription
    settle_subscription(session, asked, refuse_to_choose, cancel)
    found = session.call(
        lambda: session.resource.resource_groups.check_existence("none", cancel=cancel), cancel
    )
    assert found is False
    kept = program.file.read()
    assert kept is not None
    assert kept.tenant != place.connection.tenant


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
