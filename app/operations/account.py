"""Signing in and out on purpose, and who is signed in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.azure.account import AccountFile
from app.azure.credentials import environment_names_a_principal
from app.azure.guide import SignInNeeded, Way
from app.azure.live import live_session
from app.azure.practice import person_session
from app.azure.session import Session
from app.azure.token_store import STORES, NoTokenStore, forget, store_for
from app.engine.cancel import CancelToken
from app.engine.events import Emit, LogLine
from app.operations.asking_to_sign_in import AskToSignIn, guide_over, in_the_browser
from app.operations.practice_cloud import PracticeWishes, connect
from app.paths import Paths
from app.problems import Action, Problem, ProblemError
from app.settings import load
from app.text import Text, text

if TYPE_CHECKING:
    from app.azure.organisations import Organisation


@dataclass(frozen=True)
class SignedIn:
    user_name: str
    remembered: bool
    organisations: tuple[Organisation, ...]


@dataclass(frozen=True)
class Cloud:
    """Whose account it is about: Azure's, or that of the practice cloud for rehearsing."""

    paths: Paths
    practice: bool

    @property
    def name(self) -> str:
        return "practice" if self.practice else "azure"

    @property
    def file(self) -> AccountFile:
        return AccountFile(self.paths, self.name)


def sign_in(cloud: Cloud, way: Way, tenant: str, emit: Emit, cancel: CancelToken) -> SignedIn:
    """Let somebody sign in, to the organisation `tenant` if it is not empty.

    Raises `ProblemError`, e.g. "approval-needed", and `Cancelled`.
    """
    if environment_names_a_principal() and not cloud.practice:
        raise ProblemError(_principal())
    with _session(cloud, in_the_browser, emit, cancel) as session:
        from app.azure.organisations import person_of
        from app.azure.organisations import sign_in as sign_somebody_in

        sign_somebody_in(session, way, tenant, cancel)
        if not person_of(session).remembered:
            emit(LogLine(text=MEMORY_ONLY))
        return _seen(session, cancel)


def account(cloud: Cloud, emit: Emit, cancel: CancelToken) -> SignedIn:
    """Who is signed in, with all organisations and subscriptions that can be seen silently.

    Asks nobody. Raises `ProblemError`: "not-signed-in", or "sign-in-needed" where the last
    sign-in is no longer good, or was not remembered.
    """
    kept = cloud.file.read()
    if kept is None:
        raise ProblemError(_nobody())

    def refuse(needed: SignInNeeded) -> Way:
        raise ProblemError(_again(needed))

    with _session(cloud, refuse, emit, cancel) as session:
        return _seen(session, cancel)


def sign_out(cloud: Cloud) -> bool:
    """Forget who is signed in, and the tokens too; False if nobody was. Raises `OSError`."""
    kept = cloud.file.read()
    if kept is not None:
        with suppress(NoTokenStore):  # then nothing was remembered
            forget(kept.account_id, STORES[cloud.name])
    return cloud.file.remove()


MEMORY_ONLY = text(
    "This computer has no encrypted store that works for sign-ins, and they are never kept in "
    "clear: you are asked again at the next start."
)


@contextmanager
def _session(cloud: Cloud, ask: AskToSignIn, emit: Emit, cancel: CancelToken) -> Iterator[Session]:
    settings = load(cloud.paths.settings)
    guide = guide_over(emit, ask)
    if cloud.practice:
        connection = connect(cloud.paths, settings, PracticeWishes(), cancel)
        store = store_for(cloud.name)
        session = person_session(connection, cloud.file, guide, store=store)
    else:
        session = live_session(settings, subscription_id="", file=cloud.file, guide=guide)
    try:
        yield session
    finally:
        session.close()


def _seen(session: Session, cancel: CancelToken) -> SignedIn:
    from app.azure.organisations import list_organisations, person_of

    found = list_organisations(session, cancel)
    person = person_of(session)
    return SignedIn(
        user_name=person.account.user_name if person.account else "",
        remembered=person.remembered,
        organisations=found,
    )


def account_sentences(signed_in: SignedIn) -> tuple[Text, ...]:
    """Who is signed in, with what, for people."""
    lines = [text("Signed in as {user}.", user=signed_in.user_name)]
    for one in signed_in.organisations:
        mark = text("(in use)") if one.chosen else ""
        lines.append(text("{name}, {domain} {mark}", name=one.name, domain=one.domain, mark=mark))
        if one.needs_sign_in:
            lines.append(
                text("  wants a sign-in of its own: sign-in --tenant {domain}", domain=one.domain)
            )
        elif not one.subscriptions:
            lines.append(text("  no subscription"))
        lines += [text("  {name}: {id}", name=s.name, id=s.id) for s in one.subscriptions]
    if not any(one.subscriptions or one.needs_sign_in for one in signed_in.organisations):
        lines.append(
            text(
                "Start a free subscription at azure.microsoft.com/free, or ask whoever pays for "
                "Azure where you work to give you access to theirs."
            )
        )
    return tuple(lines)


def _nobody() -> Problem:
    return Problem(
        "not-signed-in",
        text("Nobody is signed in."),
        text("Sign in with `kumonote-cli sign-in`."),
        action=Action.SIGN_IN,
    )


def _again(needed: SignInNeeded) -> Problem:
    return Problem(
        "sign-in-needed",
        text("{user} has to sign in again.", user=needed.user_name),
        text("Sign in with `kumonote-cli sign-in`."),
        action=Action.SIGN_IN,
        details=needed.reason.in_language("en"),
    )


def _principal() -> Problem:
    return Problem(
        "principal-in-use",
        text("This computer's environment names a service principal, which signs in by itself."),
        text("Remove the variables AZURE_CLIENT_ID and AZURE_TENANT_ID to sign in yourself."),
    )
