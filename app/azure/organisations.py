"""The organisations (tenants) of the person who is signed in, and what each lets them use."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
from azure.identity import AuthenticationRequiredError

from app.azure.account import Account
from app.azure.guide import Way
from app.azure.person import PersonCredential
from app.azure.session import Session
from app.azure.side_by_side import side_by_side
from app.azure.subscriptions import Subscription, subscription_of
from app.engine.cancel import CancelToken


@dataclass(frozen=True)
class Organisation:
    """`needs_sign_in`: it wants a sign-in of its own before it shows its subscriptions."""

    id: str
    name: str
    domain: str
    chosen: bool
    needs_sign_in: bool
    subscriptions: tuple[Subscription, ...] = ()


def person_of(session: Session) -> PersonCredential:
    """Who signs in. Raises `TypeError` for a session of a service principal."""
    credential = session.credential
    if not isinstance(credential, PersonCredential):
        raise TypeError("a service principal signs in by itself")
    return credential


def sign_in(session: Session, way: Way, tenant: str, cancel: CancelToken) -> Account:
    """Let somebody sign in anew, to `tenant` (id or domain) or the home organisation.

    Raises `ProblemError` or `Cancelled`.
    """
    person = person_of(session)
    account = session.call(lambda: person.sign_in(way, tenant), cancel)
    session.drop_tokens()
    return account


def work_in(session: Session, tenant: str, subscription: str) -> None:
    """Work in the organisation `tenant` with `subscription` (ids) from now on; remembered."""
    account = person_of(session).use(tenant, subscription)
    session.subscription_id = account.subscription
    session.drop_tokens()


def list_organisations(session: Session, cancel: CancelToken) -> tuple[Organisation, ...]:
    """All that the person belongs to, the one to work in first.

    The user is asked for that one if need be, for no other. Raises `ProblemError`.
    """
    person = person_of(session)
    tenants = session.call(lambda: list(session.subscriptions.tenants.list(cancel=cancel)), cancel)
    chosen = person.account.tenant if person.account else ""

    def look(tenant: Any) -> Organisation:
        tenant_id = str(tenant.tenant_id)
        subscriptions = _subscriptions_in(session, person, tenant_id, cancel)
        return Organisation(
            id=tenant_id,
            name=str(tenant.display_name or ""),
            domain=str(tenant.default_domain or ""),
            chosen=tenant_id.lower() == chosen.lower(),
            needs_sign_in=subscriptions is None,
            subscriptions=subscriptions or (),
        )

    found = side_by_side([partial(look, tenant) for tenant in tenants])
    return tuple(sorted(found, key=lambda o: (not o.chosen, o.name)))


class _InTenant:
    """The person's tokens for one tenant, without asking."""

    def __init__(self, person: PersonCredential, tenant: str) -> None:
        self._person = person
        self._tenant = tenant

    def get_token(self, *scopes: str, **_: Any) -> AccessToken:
        token = self.get_token_info(*scopes)
        return AccessToken(token.token, token.expires_on)

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        del options
        return self._person.quiet_token(scopes, self._tenant)


def _subscriptions_in(
    session: Session, person: PersonCredential, tenant: str, cancel: CancelToken
) -> tuple[Subscription, ...] | None:
    """None where the organisation wants a sign-in first."""
    client = session.subscriptions_as(_InTenant(person, tenant))

    def ask() -> tuple[Subscription, ...] | None:
        try:
            found = list(client.subscriptions.list(cancel=cancel))
        except AuthenticationRequiredError:
            return None
        # one may see a subscription of elsewhere, too; it belongs under its own tenant
        own = [subscription_of(s) for s in found]
        return tuple(sorted((s for s in own if s.tenant in ("", tenant)), key=lambda s: s.name))

    return session.call(ask, cancel)
