"""What a refused sign-in means: the authority's AADSTS numbers in plain words.

Source: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes".
"""

from __future__ import annotations

import re
from typing import Final

from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AuthenticationRequiredError

from app.azure.network_errors import network_problem
from app.problems import Action, Problem
from app.text import Text, text

_Words = tuple[str, Text, Text]

_CANCELLED: Final[_Words] = (
    "sign-in-cancelled",
    text("The sign-in was not finished."),
    text("Sign in again when you are ready."),
)
_MFA: Final[_Words] = (
    "mfa-needed",
    text("Your organisation asks for a second proof of who you are."),
    text("Sign in again in the browser and follow what it asks."),
)
_BLOCKED: Final[_Words] = (
    "blocked-by-organisation",
    text("Your organisation's rules do not allow this way of signing in."),
    text("Sign in with the browser on this computer instead, or ask your administrators."),
)
_CONSENT: Final[_Words] = (
    "approval-needed",
    text("Your organisation has not approved this app."),
    text(
        "Ask your administrators to approve it, or put an approved client id in Kumonote's "
        "settings."
    ),
)
_DECLINED: Final[_Words] = (
    "sign-in-declined",
    text("The sign-in was left on the page, or the app was not allowed there."),
    text(
        "Sign in again. If the page says that an administrator must approve the app, ask yours, "
        "or put an approved client id in Kumonote's settings."
    ),
)
_APP: Final[_Words] = (
    "app-unknown",
    text("The organisation does not know the app that Kumonote signs in as."),
    text("Check client id and tenant in Kumonote's settings."),
)
_APP_SECRET: Final[_Words] = (
    "app-secret-wrong",
    text("The secret or certificate of the service principal is wrong or has expired."),
    text("Check AZURE_CLIENT_ID, AZURE_TENANT_ID and AZURE_CLIENT_SECRET."),
)
_TENANT: Final[_Words] = (
    "tenant-not-found",
    text("This organisation does not exist, or your account does not belong to it."),
    text("Check the tenant in the settings, or sign in with another account."),
)
_PASSWORD: Final[_Words] = (
    "account-problem",
    text("The account or its password was not accepted, or the account is locked."),
    text("Sign in again; if it goes on, check the account at portal.azure.com."),
)
_EXPIRED: Final[_Words] = (
    "sign-in-expired",
    text("Your sign-in is no longer valid."),
    text("Sign in again; nothing is lost."),
)
_NOT_SET_UP: Final[_Words] = (
    "not-signed-in",
    text("Nobody is signed in to Azure."),
    text("Sign in, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET."),
)
_OTHER: Final[_Words] = (
    "sign-in-failed",
    text("The sign-in to Azure failed."),
    text("Sign in again. The details say what the authority did not like."),
)

_BY_NUMBER: Final[tuple[tuple[_Words, tuple[int, ...]], ...]] = (
    (_MFA, (50072, 50074, 50076, 50078, 50079, 500121, 53004)),
    (_BLOCKED, (50097, 53000, 53001, 53002, 53003, 50005, 50105, 530032, 530033)),
    (_CONSENT, (65001, 90094, 90008, 900941)),
    (_DECLINED, (65004,)),
    (_APP, (700016, 700038, 7000112, 7000218, 650052, 650057)),
    (_APP_SECRET, (7000215, 7000222, 700027, 700024)),
    (_TENANT, (90002, 50020, 50034, 51004, 90072, 900023, 50059)),
    (_PASSWORD, (50053, 50055, 50056, 50057, 50126, 50144)),
    (_EXPIRED, (50173, 70008, 700082, 700084, 70043, 50133, 50089, 50013, 500133, 50132)),
    (_CANCELLED, (70018, 70019, 70020, 50058, 50199)),
)


def sign_in_problem(error: ClientAuthenticationError) -> Problem | None:
    """The problem behind a failed sign-in; None where Resource Manager itself refused.

    (Its 401 has a body with a code of its own, which says more.) A sign-in that the network
    broke is the network's problem: azure-identity hides it behind an error of its own.
    """
    if error.__cause__ is not None:
        problem = network_problem(error.__cause__)
        if problem is not None:
            return problem
    said = str(error)
    number = re.search(r"AADSTS(\d+)", said)
    if re.search(r"HTTP Error: (429|5\d\d)", said) and not number:
        return Problem(
            "sign-in-unavailable",
            text("The service that signs people in to Azure has trouble of its own."),
            text("Try again in a few minutes."),
            retryable=True,
            action=Action.RETRY,
            details=said[:2000],
        )
    if number:
        words = next((w for w, numbers in _BY_NUMBER if int(number[1]) in numbers), _OTHER)
    elif type(error).__name__ == "CredentialUnavailableError":
        words = _NOT_SET_UP
    elif type(error).__name__ == "AuthenticationRequiredError":
        words = _EXPIRED
    elif "cancel" in said.lower() or "Timed out" in said or "timed out" in said:
        words = _CANCELLED
    elif error.response is not None:
        return None
    else:
        words = _OTHER
    code, message, advice = words
    return Problem(code, message, advice, action=Action.SIGN_IN, details=said[:2000])


def reason_to_ask(error: AuthenticationRequiredError) -> Text:
    """Why a token cannot be had without the user."""
    if error.claims:
        return _MFA[1]
    if error.response is None:
        return _NOT_SET_UP[1]
    number = re.search(r"AADSTS(\d+)", error.response.text())
    found = next((w for w, numbers in _BY_NUMBER if number and int(number[1]) in numbers), _EXPIRED)
    return found[1]
