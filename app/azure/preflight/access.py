"""Whether the account and the subscription may make a server at all."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from app.azure.arm_calls import arm_list
from app.azure.error_meanings.access import REGISTER_FORBIDDEN, SUBSCRIPTION_OFF, UNREGISTERED
from app.azure.preflight.question import Problems, Question
from app.azure.providers import registration_states
from app.azure.session import Session
from app.azure.wire import wire
from app.engine.cancel import CancelToken
from app.problems import Problem
from app.text import text

Json = Mapping[str, Any]

_API_VERSION: Final = "2022-04-01"

NEEDED: Final = (
    "Microsoft.Resources/subscriptions/resourceGroups/write",
    "Microsoft.Resources/subscriptions/resourceGroups/delete",
    "Microsoft.Network/virtualNetworks/write",
    "Microsoft.Network/virtualNetworks/subnets/join/action",
    "Microsoft.Network/networkSecurityGroups/write",
    "Microsoft.Network/networkSecurityGroups/join/action",
    "Microsoft.Network/publicIPAddresses/write",
    "Microsoft.Network/publicIPAddresses/join/action",
    "Microsoft.Network/networkInterfaces/write",
    "Microsoft.Network/networkInterfaces/join/action",
    "Microsoft.Compute/virtualMachines/write",
    "Microsoft.Compute/virtualMachines/start/action",
    "Microsoft.Compute/virtualMachines/deallocate/action",
    "Microsoft.Compute/virtualMachines/runCommand/action",
    "Microsoft.Compute/virtualMachines/delete",
)
"""What making, stopping, repairing and deleting a server takes."""

_SCHEDULE: Final = "Microsoft.DevTestLab/schedules/write"
_OFF: Final = ("disabled", "deleted", "expired")


def subscription(question: Question) -> Problems:
    """A finding where the subscription is switched off."""
    session, cancel = question.session, question.cancel
    subscriptions = session.subscriptions.subscriptions
    found = session.call(lambda: subscriptions.get(session.subscription_id, cancel=cancel), cancel)
    state = wire(found.state)
    if state.lower() not in _OFF:
        return ()
    off = SUBSCRIPTION_OFF
    return (Problem(off.code, off.message, off.advice, action=off.action, details=state),)


def permissions(question: Question) -> Problems:
    """A finding where the account's roles lack something that a server needs.

    Source: learn.microsoft.com, "Permissions - List", "Understand Azure role definitions".
    """
    granted = load_permissions(question.session, question.cancel)
    needed = (*NEEDED, *((_SCHEDULE,) if question.plan.schedule else ()))
    missing = [action for action in needed if not allows(granted, action)]
    if not missing:
        return ()
    return (
        Problem(
            "not-permitted",
            text(
                "Your account may sign in, but its role in the subscription does not allow "
                "{action}.",
                action=missing[0],
            ),
            text(
                "Ask the owner of the subscription for the role “Contributor”, or choose another "
                "subscription."
            ),
            details="\n".join(missing),
        ),
    )


def registrations(question: Question) -> Problems:
    """What the creation registers by itself; a grave finding where the account may not."""
    states = registration_states(question.session, question.cancel)
    missing = [name for name, state in states.items() if state.lower() != "registered"]
    if not missing:
        return ()
    granted = load_permissions(question.session, question.cancel)
    unable = [name for name in missing if not allows(granted, f"{name}/register/action")]
    meaning = REGISTER_FORBIDDEN if unable else UNREGISTERED
    return (
        Problem(
            meaning.code,
            meaning.message,
            meaning.advice,
            retryable=not unable,
            action=meaning.action,
            details=", ".join(missing),
        ),
    )


def load_permissions(session: Session, cancel: CancelToken) -> list[Json]:
    """What the account's roles allow in the whole subscription, by role."""
    path = f"/subscriptions/{session.subscription_id}/providers/Microsoft.Authorization/permissions"
    return [*arm_list(session, path, cancel, api_version=_API_VERSION)]


def allows(granted: Iterable[Json], action: str) -> bool:
    """Whether one of the roles has `action` and does not take it out again.

    Action strings take `*` for any number of characters, and do not mind letter case.
    """
    return any(
        _matches(role.get("actions"), action) and not _matches(role.get("notActions"), action)
        for role in granted
    )


def _matches(patterns: Iterable[str] | None, action: str) -> bool:
    return any(
        re.fullmatch(re.escape(str(p)).replace(r"\*", ".*"), action, re.IGNORECASE)
        for p in patterns or ()
    )
