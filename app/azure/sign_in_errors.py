"""What a refused sign-in means: the authority's AADSTS numbers in plain words.

Source: learn.microsoft.com, "Microsoft Entra authentication and authorization error codes".
"""

from __future__ import annotations

import re
from typing import Final

from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AuthenticationRequiredError, CredentialUnavailableError

from app.azure.network_errors import network_problem
from app.problems import Action, Problem, ProblemError
from app.text import Text, text

_Words = tuple[str, Text, Text]

SIGN_IN_CANCELLED: Final = Problem(
    "sign-in-cancelled",
    text("The sign-in was not finished."),
    text("Sign in again when you are ready."),
    action=Action.SIGN_IN,
)
SIGN_IN_TIMED_OUT: Final = Problem(
    "sign-in-timed-out",
    text("Nobody signed in in time."),
    text("Sign in again when you are ready; nothing is lost."),
    action=Action.SIGN_IN,
)
_CANCELLED: Final[_Words] = (
    SIGN_IN_CANCELLED.code,
    SIGN_IN_CANCELLED.message,
    SIGN_IN_CANCELLED.advice,
)
_TIMED_OUT: Final[_Words] = (
    SIGN_IN_TIMED_OUT.code,
    SIGN_IN_TIMED_OUT.message,
    SIGN_IN_TIMED_OUT.advice,
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
    text("There is no organisation of this name in this cloud."),
    text(
        "Check tenant and cloud in the settings. Without a tenant you sign in to the "
        "organisation of your account."
    ),
)
_STRANGER: Final[_Words] = (
    "account-not-in-organisation",
    text("The organisation does not know this account."),
    text(
        "Sign in with another account, or ask the organisation to invite yours. Without a tenant "
        "in the settings you sign in to the organisation of your account."
    ),
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

_CLOCK: Final[_Words] = (
    "clock-wrong",
    text("This computer's clock differs too much from that of the sign-in service."),
    text("Set the clock, best by switching on its automatic setting, then sign in again."),
)
_FEDERATED: Final[_Words] = (
    "organisation-sign-in-failed",
    text("Your organisation's own sign-in service has trouble or refused you."),
    text("Try again later; if it goes on, tell your organisation's help desk the details."),
)
_OTHER_CLOUD: Final[_Words] = (
    "account-of-other-cloud",
    text("This account belongs to another national cloud of Azure."),
    text("Choose the right cloud in Kumonote's settings, then sign in again."),
)
_UNAVAILABLE: Final[_Words] = (
    "sign-in-unavailable",
    text("The service that signs people in to Azure has trouble of its own."),
    text("Try again in a few minutes."),
)

_BY_NUMBER: Final[tuple[tuple[_Words, str], ...]] = (
    (
        _MFA,
        ("50072 50074 50076 50078 50079 50085 50158 50161 500121 53004 700020 50125 50203 53011"),
    ),
    (
        _BLOCKED,
        (
            "50005 50097 50105 50127 50129 50131 50155 50187 53000 53001 53002 53003 50002 "
            "530031 530032 530033 530035 530084 53009 54000 90123 500208 5000224"
        ),
    ),
    (_CONSENT, "65001 90008 90094 90099 900941 900971 65002"),
    (_DECLINED, "65004"),
    (
        _APP,
        (
            "50011 65005 70001 70003 70004 650052 650057 700016 700038 7000112 7000218 650051 "
            "650053 650054 650056 9002313 90130 7000110 90124 700005"
        ),
    ),
    (_APP_SECRET, "50012 70002 700024 700027 7000215 7000222 7000229 700030"),
    (
        _TENANT,
        ("50059 90002 90019 900023 16003 50014 50128 50001 500011 90084 900144 50049 90125 90126"),
    ),
    (_STRANGER, "50020 50034 50178 51004 90072"),
    (_PASSWORD, "50053 50055 50056 50057 50064 50126 50135 50144 50197 80012 120000"),
    (
        _EXPIRED,
        (
            "50013 50089 50132 50133 50139 50143 50173 500133 70000 70008 70043 700082 700084 "
            "700003 90086 50136 50140 70046 700222 54005 700081 50058"
        ),
    ),
    (_CANCELLED, "16000 16001 70018 50199 90119 90120"),
    (_TIMED_OUT, "70019 70020"),
    (_CLOCK, "80013"),
    (
        _FEDERATED,
        (
            "20001 20012 20033 40008 40009 40010 40015 50008 50107 80001 80002 80005 80007 "
            "80010 81004 50017 50180"
        ),
    ),
    (_OTHER_CLOUD, "90038 90043 90051 900382 900432 900439"),
    (
        _UNAVAILABLE,
        ("50000 50033 50087 50166 50196 70012 90006 90012 90024 90033 90055 90090 90091 900491"),
    ),
)
_WORDS_OF: Final = {
    int(number): words for words, numbers in _BY_NUMBER for number in numbers.split()
}
"""By the number in "AADSTS…"."""


def sign_in_problem(error: ClientAuthenticationError) -> Problem | None:
    """The problem behind a failed sign-in; None where Resource Manager itself refused.

    (Its 401 has a body with a code of its own, which says more.) What the network or our
    keyring did is told as theirs: azure-identity hides it behind an error of its own.
    """
    cause = error.__cause__
    if isinstance(cause, ProblemError):
        return cause.problem
    broken = network_problem(cause) if cause is not None else None
    if broken is not None:
        return broken
    said = str(error)
    words = _of_number(said) or _of_kind(error, said)
    if words is None:
        return None
    code, message, advice = words
    trouble = words is _UNAVAILABLE
    return Problem(
        code,
        message,
        advice,
        retryable=trouble,
        action=Action.RETRY if trouble else Action.SIGN_IN,
        details=said[:2000],
    )


def _of_number(said: str) -> _Words | None:
    """By the authority's number; None where there is none."""
    number = re.search(r"AADSTS(\d+)", said)
    return _WORDS_OF.get(int(number[1]), _OTHER) if number else None


def _of_kind(error: ClientAuthenticationError, said: str) -> _Words | None:
    if re.search(r"HTTP Error: (429|5\d\d)", said):
        return _UNAVAILABLE
    if isinstance(error, AuthenticationRequiredError):
        return _EXPIRED
    if isinstance(error, CredentialUnavailableError):
        return _NOT_SET_UP
    if "cancel" in said.lower():
        return _CANCELLED
    if "timed out" in said.lower():
        return _TIMED_OUT
    return None if error.response is not None else _OTHER


def reason_to_ask(error: AuthenticationRequiredError, *, known: bool) -> Text:
    """Why a token cannot be had without the user, who is `known` if there was a sign-in."""
    if error.response is None:
        nobody = _EXPIRED if known else _NOT_SET_UP
        return (_MFA if error.claims else nobody)[1]
    number = re.search(r"AADSTS(\d+)", error.response.text())
    return _WORDS_OF.get(int(number[1]) if number else 0, _EXPIRED)[1]


def other_account(found: str, wanted: str) -> Problem:
    return Problem(
        "sign-in-other-account",
        text(
            "You signed in as {found}, but this work was begun by {wanted}.",
            found=found,
            wanted=wanted,
        ),
        text("Sign in again as the one who began it."),
        action=Action.SIGN_IN,
    )
