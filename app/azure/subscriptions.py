"""The subscriptions that the signed-in user can see."""

from __future__ import annotations

from dataclasses import dataclass

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
    """By name. Raises `ProblemError` "no-subscription" where there is none."""
    found = session.call(
        lambda: list(session.subscriptions.subscriptions.list(cancel=cancel)), cancel
    )
    if not found:
        raise ProblemError(
            Problem(
                "no-subscription",
                text("You are signed in, but this account has no Azure subscription."),
                text(
                    "Start a free one at azure.microsoft.com/free, or ask whoever pays for Azure "
                    "where you work to give you access to theirs."
                ),
                action=Action.SIGN_IN,
            )
        )
    subscriptions = [
        Subscription(
            id=str(s.subscription_id),
            name=str(s.display_name),
            tenant=str(s.tenant_id or ""),
            enabled=wire(s.state).lower() in ("", "enabled"),
        )
        for s in found
    ]
    return tuple(sorted(subscriptions, key=lambda s: s.name))
