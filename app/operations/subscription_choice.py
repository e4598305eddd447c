"""Which subscription an operation works in: as asked, as remembered, the only one, or chosen."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.azure.session import Session
from app.azure.subscriptions import Subscription, list_subscriptions
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.text import text

SUBSCRIPTION_VARIABLE: Final = "AZURE_SUBSCRIPTION_ID"

ChooseSubscription = Callable[[tuple[Subscription, ...]], str]
"""Gets those that can be used, at least two; returns the id of one, or raises `ProblemError`."""


def refuse_to_choose(usable: tuple[Subscription, ...]) -> str:
    """For whoever cannot ask. Raises `ProblemError` "subscription-needed"."""
    raise ProblemError(_needed(usable))


def settle_subscription(
    session: Session, asked: str, choose: ChooseSubscription, cancel: CancelToken
) -> None:
    """Have `session` work in a subscription; `asked` (an id) goes before everything else.

    What was chosen is remembered with the account. Raises `ProblemError`.
    """
    person = _account_of(session)
    remembered = person[1] if person else ""
    if asked:
        if person and asked.lower() != remembered.lower():
            _go_where_it_is(session, asked, cancel)
        session.subscription_id = asked
        return
    if remembered:
        session.subscription_id = remembered
        return
    usable = tuple(s for s in list_subscriptions(session, cancel) if s.enabled)
    if len(usable) == 1:
        session.subscription_id = usable[0].id
        return
    if not usable:
        raise ProblemError(_all_ended())
    session.subscription_id = choose(usable)
    person = _account_of(session)  # the list may have had them sign in
    if person:
        from app.azure.organisations import work_in

        work_in(session, person[0], session.subscription_id)


def _account_of(session: Session) -> tuple[str, str] | None:
    """Organisation and subscription that a person chose; None for service principals."""
    from app.azure.person import PersonCredential

    credential = session.credential
    if isinstance(credential, PersonCredential) and credential.account:
        return credential.account.tenant, credential.account.subscription
    return None


def _go_where_it_is(session: Session, asked: str, cancel: CancelToken) -> None:
    """A subscription of another organisation takes tokens of that one.

    One that is found nowhere is left to the cloud to refuse.
    """
    from app.azure.organisations import list_organisations, person_of

    for one in list_organisations(session, cancel):
        if any(s.id.lower() == asked.lower() for s in one.subscriptions):
            if not one.chosen:
                person_of(session).work_meanwhile_in(one.id)
                session.drop_tokens()
            return


def _all_ended() -> Problem:
    return Problem(
        "subscription-disabled",
        text("Every subscription of your account has expired or has been disabled."),
        text("Renew one in the Azure portal, or sign in with another account."),
        action=Action.SIGN_IN,
    )


def _needed(usable: tuple[Subscription, ...]) -> Problem:
    return Problem(
        code="subscription-needed",
        message=text("Your account has {n} subscriptions that can be used.", n=len(usable)),
        advice=text(
            "Choose one with `kumonote-cli account --use ID`, or say it in a plan file "
            "(`subscription`) or in the variable {variable}.",
            variable=SUBSCRIPTION_VARIABLE,
        ),
        details="; ".join(f"{s.name}: {s.id}" for s in usable),
    )
