"""The subscriptions that the signed-in user can see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.azure.session import Session
from app.azure.wire import wire
from app.engine.cancel import CancelToken
from app.problems import Action, Problem, ProblemError
from app.text import text


@dataclass(frozen=True)
class Subscription:
    """`enabled` is False for one that has expired or used up its credit."""

    id: str
    name: str
    tenant: str
    enabled: bool


def list_subscriptions(session: Session, cancel: CancelToken) -> tuple[Subscription, ...]:
    """By name. Raises `ProblemError` "no-subscription" where there is none.

    Where the account has other organisations to look in, the advice names them.
    """
    found = session.call(
        lambda: list(session.subscriptions.subscriptions.list(cancel=cancel)), cancel
    )
    if not found:
        raise ProblemError(_none(_organisations(session, cancel)))
    return tuple(sorted((subscription_of(s) for s in found), key=lambda s: s.name))


def subscription_of(found: Any) -> Subscription:
    """The SDK's subscription as ours."""
    return Subscription(
        id=str(found.subscription_id),
        name=str(found.display_name),
        tenant=str(found.tenant_id or ""),
        enabled=wire(found.state).lower() in ("", "enabled"),
    )


def _organisations(session: Session, cancel: CancelToken) -> list[str]:
    tenants = session.call(lambda: list(session.subscriptions.tenants.list(cancel=cancel)), cancel)
    return [str(t.default_domain or t.tenant_id) for t in tenants]


def _none(organisations: list[str]) -> Problem:
    if len(organisations) > 1:
        return Problem(
            "no-subscription",
            text("You are signed in, but this organisation gives you no Azure subscription."),
            text(
                "Your account belongs to others too, which may: {organisations}. Sign in to one "
                "with `kumonote-cli sign-in --tenant NAME`, or put it in the settings.",
                organisations=", ".join(organisations),
            ),
            action=Action.SIGN_IN,
        )
    return Problem(
        "no-subscription",
        text("You are signed in, but this account has no Azure subscription."),
        text(
            "Start a free one at azure.microsoft.com/free, or ask whoever pays for Azure "
            "where you work to give you access to theirs."
        ),
        action=Action.SIGN_IN,
    )
