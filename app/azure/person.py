"""The credential of a person: silent as long as it can be, asking when it must.

Tokens are renewed silently. Where that no longer works (the sign-in expired, a second proof
is wanted, another organisation), the request that needs the token waits, the user is asked
through `Guide.ask`, signs in, and the request goes on: a run does not notice.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import (
    AuthenticationRecord,
    AuthenticationRequiredError,
    CredentialUnavailableError,
    DeviceCodeCredential,
)

from app.azure.account import Account, AccountFile
from app.azure.endpoints import Endpoints
from app.azure.guide import Guide, SignInNeeded, Way
from app.azure.sign_in_attempt import Attempt, PersonsCredential, SignInGivenUp
from app.azure.sign_in_errors import reason_to_ask, sign_in_problem
from app.azure.token_store import store_options
from app.problems import Action, Problem, ProblemError
from app.text import Text, text

_RETRIES: Final = 1
_CANCELLED: Final = Problem(
    "sign-in-cancelled",
    text("The sign-in was not finished."),
    text("Sign in again when you are ready."),
    action=Action.SIGN_IN,
)


@dataclass(frozen=True)
class Where:
    """What a person signs in to. Empty texts: the SDK's own app, the home organisation.

    `store` is the name under which the platform's encrypted store keeps the tokens; empty
    keeps them in memory.
    """

    endpoints: Endpoints
    client_id: str = ""
    tenant: str = ""
    store: str = ""


class PersonCredential:
    """One person of one session. Safe to use from several threads."""

    def __init__(self, where: Where, file: AccountFile, guide: Guide, transport: Any) -> None:
        self._where = where
        self._file = file
        self._guide = guide
        self._transport = transport
        self._lock = threading.Lock()
        self._state = threading.Lock()
        self._waiting = 0
        self._failures = 0
        self._failure = _CANCELLED
        self._attempt: Attempt | None = None
        self.account = _fitting(file.read(), where)
        self._current: PersonsCredential = self._silent()

    # -- tokens --------------------------------------------------------------------------

    def get_token(
        self, *scopes: str, claims: str | None = None, tenant_id: str | None = None, **_: Any
    ) -> AccessToken:
        asked: TokenRequestOptions = {}
        if claims:
            asked["claims"] = claims
        if tenant_id:
            asked["tenant_id"] = tenant_id
        token = self.get_token_info(*scopes, options=asked)
        return AccessToken(token.token, token.expires_on)

    def get_token_info(
        self, *scopes: str, options: TokenRequestOptions | None = None
    ) -> AccessTokenInfo:
        """Raises `ProblemError` where the user does not sign in."""
        asked = self._in_tenant(options)
        failures = self._failures
        with self._waits(), self._lock:
            try:
                return self._token(scopes, asked)
            except AuthenticationRequiredError as error:
                if self._failures != failures:  # just asked for another request, in vain
                    raise ProblemError(self._failure) from error
                self._ask_to_sign_in(reason_to_ask(error), scopes, asked)
            return self._token(scopes, asked)

    def quiet_token(self, scopes: tuple[str, ...], tenant: str) -> AccessTokenInfo:
        """A token for `tenant` that takes no user. Raises `ClientAuthenticationError`."""
        with self._lock:
            return self._token(scopes, {"tenant_id": tenant})

    def close(self) -> None:
        self.give_up()
        self._current.close()

    @property
    def waiting(self) -> int:
        """How many requests wait for a token, or for the sign-in that it takes."""
        with self._state:
            return self._waiting

    @contextmanager
    def _waits(self) -> Iterator[None]:
        with self._state:
            self._waiting += 1
        try:
            yield
        finally:
            with self._state:
                self._waiting -= 1

    # -- signing in ------------------------------------------------------------------------

    @property
    def remembered(self) -> bool:
        """Whether the next start of the program finds this sign-in again."""
        return bool(self._where.store)

    def sign_in(self, way: Way, tenant: str = "") -> Account:
        """Sign somebody in anew, whoever was signed in before. Raises `ProblemError`."""
        with self._lock:
            before, self.account = self.account, None
            asked = self._in_tenant({"tenant_id": tenant} if tenant else None)
            try:
                return self._signed_in(way, (self._where.endpoints.scope,), asked)
            except ProblemError:
                self.account = before
                raise

    def give_up(self) -> None:
        """End a sign-in under way, from any thread; nothing happens if there is none."""
        with self._state:
            attempt = self._attempt
        if attempt is not None:
            attempt.give_up()

    def _ask_to_sign_in(
        self, reason: Text, scopes: tuple[str, ...], asked: TokenRequestOptions
    ) -> None:
        user_name = self.account.user_name if self.account else ""
        try:
            way = self._guide.ask(SignInNeeded(user_name, reason))
            self._signed_in(way, scopes, asked)
        except ProblemError as error:
            self._failures += 1
            self._failure = error.problem
            raise

    def _signed_in(self, way: Way, scopes: tuple[str, ...], asked: TokenRequestOptions) -> Account:
        """Let the person sign in, and work as that person from now on."""
        try:
            try:
                credential, record = self._attempted(way, scopes, asked)
            except CredentialUnavailableError:
                if way is not Way.BROWSER:
                    raise
                self._guide.tell(text("No browser could be opened on this computer."))
                credential, record = self._attempted(Way.DEVICE_CODE, scopes, asked)
        except SignInGivenUp as error:
            raise ProblemError(_CANCELLED) from error
        except ClientAuthenticationError as error:
            raise ProblemError(sign_in_problem(error) or _CANCELLED) from error
        if self.account and record.home_account_id != self.account.account_id:
            raise ProblemError(_other_account(record.username, self.account.user_name))
        self._current = credential
        self.account = Account(
            user_name=record.username,
            home=record.home_account_id.partition(".")[2],
            tenant=record.tenant_id,
            account_id=record.home_account_id,
            record=record.serialize(),
        )
        self._file.write(self.account)
        return self.account

    def _attempted(
        self, way: Way, scopes: tuple[str, ...], asked: TokenRequestOptions
    ) -> tuple[PersonsCredential, AuthenticationRecord]:
        attempt = Attempt(
            way, {**self._common(), **self._app()}, self._transport, self._guide.show_code
        )
        with self._state:
            self._attempt = attempt
        try:
            record = attempt.run(
                scopes=scopes, claims=asked.get("claims"), tenant_id=asked.get("tenant_id")
            )
        finally:
            with self._state:
                self._attempt = None
        return attempt.credential, record

    def _silent(self) -> PersonsCredential:
        """The credential at the start of the program: it never asks, so its kind is all one."""
        who: dict[str, Any] = self._app()
        if self.account:
            record = AuthenticationRecord.deserialize(self.account.record)
            who = {"authentication_record": record}
        return DeviceCodeCredential(
            **who,
            **self._common(),
            transport=self._transport,
            disable_automatic_authentication=True,
        )

    def _app(self) -> dict[str, Any]:
        app = {"client_id": self._where.client_id} if self._where.client_id else {}
        tenant = {"tenant_id": self._where.tenant} if self._where.tenant else {}
        return {"authority": self._where.endpoints.authority, **app, **tenant}

    def _common(self) -> dict[str, Any]:
        name = self._where.store
        store = {"cache_persistence_options": store_options(name)} if name else {}
        return {
            # a private authority is unknown to the public directory of authorities
            "disable_instance_discovery": self._where.endpoints.ca_file is not None,
            "additionally_allowed_tenants": ["*"],
            "retry_total": _RETRIES,
            **store,
        }

    def _token(self, scopes: tuple[str, ...], options: TokenRequestOptions) -> AccessTokenInfo:
        token: AccessTokenInfo = self._current.get_token_info(*scopes, options=options)
        return token

    def _in_tenant(self, options: TokenRequestOptions | None) -> TokenRequestOptions:
        """`options` with the chosen organisation, unless they name one."""
        asked: TokenRequestOptions = {**(options or {})}
        chosen = self.account.tenant if self.account else self._where.tenant
        if chosen:
            asked.setdefault("tenant_id", chosen)
        return asked


def _fitting(account: Account | None, where: Where) -> Account | None:
    """`account` if it is one of the cloud and the app that the settings name now."""
    if account is None:
        return None
    try:
        record = AuthenticationRecord.deserialize(account.record)
    except (ValueError, KeyError, TypeError):
        return None
    same_cloud = record.authority == urlsplit(where.endpoints.authority).netloc
    same_app = where.client_id in ("", record.client_id)
    return account if same_cloud and same_app else None


def _other_account(found: str, wanted: str) -> Problem:
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
