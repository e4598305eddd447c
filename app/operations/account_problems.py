"""What can be wrong with who is signed in, and with what they chose to work in."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from app.azure.guide import SignInNeeded
from app.problems import Action, Problem
from app.text import text

if TYPE_CHECKING:
    from app.azure.organisations import Organisation
    from app.azure.subscriptions import Subscription


def nobody_signed_in() -> Problem:
    return Problem(
        "not-signed-in",
        text("Nobody is signed in."),
        text("Sign in with `kumonote-cli sign-in`."),
        action=Action.SIGN_IN,
    )


def sign_in_again(needed: SignInNeeded) -> Problem:
    return Problem(
        "sign-in-needed",
        text("{user} has to sign in again.", user=needed.user_name),
        text("Sign in with `kumonote-cli sign-in`."),
        action=Action.SIGN_IN,
        details=needed.reason.in_language("en"),
    )


def sign_in_there(organisation: Organisation) -> Problem:
    return Problem(
        "sign-in-needed",
        text("{name} wants a sign-in of its own.", name=organisation.name),
        text("Sign in with `kumonote-cli sign-in --tenant {tenant}`.", tenant=organisation.domain),
        action=Action.SIGN_IN,
    )


def principal_in_use() -> Problem:
    return Problem(
        "principal-in-use",
        text("This computer's environment names a service principal, which signs in by itself."),
        text(
            "Its subscription is that of the variable AZURE_SUBSCRIPTION_ID. Remove the variables "
            "AZURE_CLIENT_ID and AZURE_TENANT_ID to sign in yourself."
        ),
    )


def subscription_unknown(wanted: str, offered: Iterable[Subscription]) -> Problem:
    return Problem(
        "subscription-unknown",
        text("Your account has no subscription {wanted}, or more than one.", wanted=wanted),
        text("`kumonote-cli account` lists those it has; choose one by its id."),
        details="; ".join(f"{s.name}: {s.id}" for s in offered),
    )


def subscription_disabled(name: str) -> Problem:
    return Problem(
        "subscription-disabled",
        text("The subscription {name} has expired or has been disabled.", name=name),
        text("Choose another, or renew it in the Azure portal."),
    )


def organisation_unknown(wanted: str, offered: Iterable[Organisation]) -> Problem:
    return Problem(
        "organisation-unknown",
        text("Your account does not belong to an organisation {wanted}.", wanted=wanted),
        text("`kumonote-cli account` lists those it belongs to."),
        details="; ".join(f"{one.name}: {one.domain}" for one in offered),
    )
