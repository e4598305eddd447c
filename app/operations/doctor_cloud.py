"""Whether this computer reaches the cloud, and whether the account may work there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from app.azure.credentials import environment_names_a_principal
from app.azure.providers import registration_states
from app.azure.reach import Service, addresses_of, clock_skew, issuer_of, proxy_of
from app.azure.session import Session
from app.azure.sizes import load_usages
from app.azure.wire import wire
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.operations.doctor_check import Check, NotHere, checked
from app.operations.known_account import Cloud, known_account
from app.operations.nobodys_session import nobodys_session
from app.operations.practice_cloud import PracticeWishes
from app.operations.workspace import Workspace, open_workspace
from app.paths import Paths
from app.problems import ProblemError
from app.text import Text, text
from app.wizard.answers import SystemAnswers

ALLOWED_SKEW_SECONDS: Final = 300.0
"""Tokens of Microsoft Entra count as good five minutes around their time."""

_TOTAL: Final = "cores"


def examine_way(paths: Paths, *, practice: bool, cancel: CancelToken) -> Iterator[Check]:
    """Proxy, name, trust and clock, seen from the cloud that commands would use.

    Nobody is asked to sign in. Raises `ProblemError` where the practice cloud does not start.
    """
    session = nobodys_session(paths, practice=practice, cancel=cancel)
    service = Service.of(session)
    try:
        yield checked("proxy", text("Proxy"), lambda: _proxy(session))
        yield checked("dns", text("Name service"), lambda: _name(session, service))
        cancel.check()
        yield checked("tls", text("Trust"), lambda: _trust(session, service, cancel))
        cancel.check()
        yield checked(
            "clock",
            text("Clock"),
            lambda: _clock(session, cancel),
            text("Set the clock, best by switching on its automatic setting."),
        )
    finally:
        session.close()


def examine_account(
    paths: Paths, *, practice: bool, emit: Emit, cancel: CancelToken
) -> Iterator[Check]:
    """Sign-in, registrations and quota. Nobody is asked to sign in."""
    name = text("Sign-in")
    if not practice and not _somebody_is_known(paths):
        yield Check(
            "sign-in",
            name,
            ok=False,
            sentence=text("Nobody is signed in to Azure."),
            advice=text("Sign in with `kumonote-cli sign-in`, or in the window."),
        )
        return
    try:
        workspace = open_workspace(
            paths, practice=practice, wishes=PracticeWishes(), emit=emit, cancel=cancel
        )
    except ProblemError as error:
        problem = error.problem
        yield Check("sign-in", name, ok=False, sentence=problem.message, advice=problem.advice)
        return
    yield from _examine_subscription(workspace, cancel)


def _examine_subscription(workspace: Workspace, cancel: CancelToken) -> Iterator[Check]:
    session = workspace.session
    try:
        found = checked("sign-in", text("Sign-in"), lambda: _subscription(session, cancel))
        yield found
        if not found.ok:
            return
        yield checked("providers", text("Registrations"), lambda: _providers(session, cancel))
        yield checked(
            "quota",
            text("Quota"),
            lambda: _quota(session, cancel),
            text("Delete what is no longer needed, choose another region, or ask Azure for more."),
        )
    finally:
        session.close()


def _somebody_is_known(paths: Paths) -> bool:
    return (
        environment_names_a_principal() or known_account(Cloud(paths, practice=False)) is not None
    )


def _proxy(session: Session) -> tuple[bool, Text]:
    proxy = proxy_of(session)
    if not proxy:
        return True, text("none: this computer dials the cloud directly")
    return True, text("everything goes through {proxy}", proxy=proxy)


def _name(session: Session, service: Service) -> tuple[bool, Text]:
    if proxy_of(session):
        raise NotHere(text("the proxy looks names up"))
    found = addresses_of(service)
    return True, text("{host} is {address}", host=service.host, address=found[0])


def _trust(session: Session, service: Service, cancel: CancelToken) -> tuple[bool, Text]:
    if proxy_of(session):
        clock_skew(session, cancel)  # a certificate that is not trusted fails it
        return True, text("{host} is trusted through the proxy", host=service.host)
    issuer = issuer_of(session, service)
    return True, text(
        "{host} is trusted; its certificate is by {issuer}", host=service.host, issuer=issuer
    )


def _clock(session: Session, cancel: CancelToken) -> tuple[bool, Text]:
    skew = clock_skew(session, cancel)
    seconds = round(abs(skew))
    if abs(skew) <= ALLOWED_SKEW_SECONDS:
        return True, text("agrees with the cloud's to {seconds} s", seconds=max(1, seconds))
    if skew > 0:
        return False, text("is {seconds} s behind the cloud's", seconds=seconds)
    return False, text("is {seconds} s ahead of the cloud's", seconds=seconds)


def _subscription(session: Session, cancel: CancelToken) -> tuple[bool, Text]:
    subscriptions = session.subscriptions.subscriptions
    found = session.call(lambda: subscriptions.get(session.subscription_id, cancel=cancel), cancel)
    state = wire(found.state) or "Enabled"
    sentence = text("the subscription {name} is {state}", name=found.display_name, state=state)
    return state.lower() in ("enabled", "warned"), sentence


def _providers(session: Session, cancel: CancelToken) -> tuple[bool, Text]:
    states = registration_states(session, cancel)
    missing = [name for name, state in states.items() if state.lower() != "registered"]
    if not missing:
        return True, text("the subscription is registered for all that is needed")
    return True, text("{names} will be registered with the first server", names=", ".join(missing))


def _quota(session: Session, cancel: CancelToken) -> tuple[bool, Text]:
    region = SystemAnswers().region
    total = load_usages(session, region, cancel).get(_TOTAL)
    if total is None:
        return False, text("there is no word about processor cores in {region}", region=region)
    return total.left > 0, text(
        "{left} of {limit} processor cores are left in {region}",
        left=total.left,
        limit=total.limit,
        region=region,
    )
