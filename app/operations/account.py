"""Signing in and out on purpose, who is signed in, and where they work.

A window holds one session for as long as it is open; a command opens one with
`account_session`. Everything else here works on such a session. A code to type and whatever
else the user must know go to the `emit` that the session was opened with; cancelling the
`CancelToken` ends a sign-in under way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.azure.credentials import environment_names_a_principal
from app.azure.guide import SignInNeeded, Way
from app.azure.live import live_session
from app.azure.practice import person_session
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.account_problems import (
    nobody_signed_in,
    organisation_unknown,
    principal_in_use,
    sign_in_again,
    sign_in_there,
    subscription_disabled,
    subscription_unknown,
)
from app.operations.asking_to_sign_in import AskToSignIn, guide_over
from app.operations.known_account import Cloud, known_account
from app.operations.practice_cloud import PracticeWishes, connect
from app.problems import ProblemError
from app.settings import load

if TYPE_CHECKING:
    from app.azure.organisations import Organisation
    from app.azure.subscriptions import Subscription


@dataclass(frozen=True)
class SignedIn:
    """`remembered` if the next start finds the sign-in again. `subscription` is an id, the
    one to work in; empty while none was chosen.
    """

    user_name: str
    remembered: bool
    subscription: str
    organisations: tuple[Organisation, ...]


@contextmanager
def account_session(
    cloud: Cloud, emit: Emit, cancel: CancelToken, ask: AskToSignIn | None = None
) -> Iterator[Session]:
    """A session of a person, without a subscription. Without `ask` it asks nobody to sign in.

    Raises `ProblemError`, e.g. "principal-in-use".
    """
    if environment_names_a_principal() and not cloud.practice:
        raise ProblemError(principal_in_use())
    settings = load(cloud.paths.settings)
    guide = guide_over(emit, ask or _refuse)
    if cloud.practice:
        connection = connect(cloud.paths, settings, PracticeWishes(), cancel)
        session = person_session(connection, cloud.file, guide)
    else:
        session = live_session(settings, subscription_id="", file=cloud.file, guide=guide)
    try:
        yield session
    finally:
        session.close()


def require_somebody(cloud: Cloud) -> None:
    """Raise `ProblemError` "not-signed-in" if nobody is known; asks no cloud."""
    if known_account(cloud) is None:
        raise ProblemError(nobody_signed_in())


def sign_in(session: Session, way: Way, tenant: str, cancel: CancelToken) -> SignedIn:
    """Let somebody sign in, to the organisation `tenant` (id or domain) if it is not empty.

    Where there is one usable subscription it is chosen. Raises `ProblemError`, e.g.
    "approval-needed", and `Cancelled`.
    """
    from app.azure.organisations import sign_in as sign_somebody_in

    sign_somebody_in(session, way, tenant, cancel)
    found = signed_in(session, cancel)
    own = next((one for one in found.organisations if one.chosen), None)
    usable = [s for s in own.subscriptions if s.enabled] if own else []
    if found.subscription or len(usable) != 1:
        return found
    return use_subscription(session, usable[0].id, cancel)


def signed_in(session: Session, cancel: CancelToken) -> SignedIn:
    """Who is signed in, with all organisations and subscriptions that can be seen silently.

    Raises `ProblemError`: "not-signed-in", or, in a session that asks nobody,
    "sign-in-needed" where the last sign-in is no longer good.
    """
    from app.azure.organisations import list_organisations, person_of

    person = person_of(session)
    if person.account is None:
        raise ProblemError(nobody_signed_in())
    found = list_organisations(session, cancel)
    account = person.account
    return SignedIn(
        user_name=account.user_name if account else "",
        remembered=person.remembered,
        subscription=account.subscription if account else "",
        organisations=found,
    )


def use_subscription(session: Session, wanted: str, cancel: CancelToken) -> SignedIn:
    """Work from now on, also after a restart, with the subscription `wanted` (id or name).

    Its organisation is chosen with it. Raises `ProblemError`, e.g. "subscription-unknown".
    """
    from app.azure.organisations import work_in

    found = signed_in(session, cancel)
    offered = [s for one in found.organisations for s in one.subscriptions]
    matching = [s for s in offered if wanted.lower() in (s.id.lower(), s.name.lower())]
    if len(matching) != 1:
        raise ProblemError(subscription_unknown(wanted, offered))
    (chosen,) = matching
    if not chosen.enabled:
        raise ProblemError(subscription_disabled(chosen.name))
    work_in(session, _organisation_of(chosen, found), chosen.id)
    return signed_in(session, cancel)


def use_organisation(session: Session, wanted: str, cancel: CancelToken) -> SignedIn:
    """Work from now on in the organisation `wanted` (id, domain or name), without a sign-in.

    Raises `ProblemError`: "organisation-unknown", or "sign-in-needed" where it wants one of
    its own (then `sign_in` with it as the tenant).
    """
    from app.azure.organisations import work_in

    found = signed_in(session, cancel)
    named = [
        one
        for one in found.organisations
        if wanted.lower() in (one.id.lower(), one.domain.lower(), one.name.lower())
    ]
    if len(named) != 1:
        raise ProblemError(organisation_unknown(wanted, found.organisations))
    (chosen,) = named
    if chosen.needs_sign_in:
        raise ProblemError(sign_in_there(chosen))
    usable = [s for s in chosen.subscriptions if s.enabled]
    work_in(session, chosen.id, usable[0].id if len(usable) == 1 else "")
    return signed_in(session, cancel)


def sign_out(cloud: Cloud, session: Session | None = None) -> bool:
    """Forget who is signed in, and the tokens too; False if nobody was. Asks no cloud.

    With the `session` that a window holds open, that one forgets as well. Raises `OSError`,
    or `ProblemError` where the keyring does not let go of the tokens.
    """
    if session is not None:
        from app.azure.organisations import person_of

        was = person_of(session).sign_out()
        session.drop_tokens()
        return was
    kept = cloud.file.read()
    if kept is not None:
        cloud.file.open_tokens().forget(kept.account_id)
    return cloud.file.remove()


def _organisation_of(chosen: Subscription, found: SignedIn) -> str:
    """The one under which it is listed."""
    return next(one.id for one in found.organisations if chosen in one.subscriptions)


def _refuse(needed: SignInNeeded) -> Way:
    raise ProblemError(sign_in_again(needed))
