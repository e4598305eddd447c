"""The credential of a person: silent as long as it can be, asking when it must.

Tokens are renewed silently. Where that no longer works (the sign-in expired, a second proof
is wanted, another organisation), the request that needs the token waits, the user is asked
through `Guide.ask`, signs in, and the request goes on: a run does not notice.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from azure.core.credentials import AccessToken, AccessTokenInfo, TokenRequestOptions
from azure.core.exceptions import ClientAuthenticationError
from azure.identity import AuthenticationRecord, AuthenticationRequiredError

from app.azure.account import Account, AccountFile
from app.azure.guide import Guide, SignInNeeded, Way
from app.azure.persons_app import PersonsApp
from app.azure.renewal import Renewal
from app.azure.sign_in_attempt import (
    Attempt,
    NobodySignedIn,
    NoBrowser,
    PersonsCredential,
    SignInGivenUp,
)
from app.azure.sign_in_errors import (
    SIGN_IN_CANCELLED,
    SIGN_IN_TIMED_OUT,
    other_account,
    reason_to_ask,
    sign_in_problem,
)
from app.problems import ProblemError
from app.text import Text, text


class PersonCredential:
    """One person of one session. Safe to use from several threads."""

    def __init__(self, app: PersonsApp, file: AccountFile, guide: Guide, transport: Any) -> None:
        self._app = app
        self._file = file
        self._guide = guide
        self._transport = transport
        self._lock = threading.Lock()
        self._state = threading.Lock()
        self._waiting = 0
        self._asking = _Stopwatch()
        self._renewal = Renewal()
        self._failures = 0
        self._failure = SIGN_IN_CANCELLED
        self._attempt: Attempt | None = None
        self.account = app.fitting(file.read())
        self._current: PersonsCredential = app.silent(self.account, transport)

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
        failures = self._failures
        with self._waits(), self._lock:
            asked = self._renewal.options(self._in_tenant(options))
            try:
                token = self._token(scopes, asked)
                self._renewal.done(asked)
                return token
            except AuthenticationRequiredError as error:
                if self._failures != failures:  # just asked for another request, in vain
                    raise ProblemError(self._failure) from error
                reason = reason_to_ask(error, known=self.account is not None)
                self._ask_to_sign_in(reason, scopes, asked)
            return self._token(scopes, self._in_tenant(options))

    def quiet_token(self, scopes: tuple[str, ...], tenant: str) -> AccessTokenInfo:
        """A token for `tenant` that takes no user. Raises `ClientAuthenticationError`."""
        with self._lock:
            return self._token(scopes, self._renewal.options({"tenant_id": tenant}))

    def renew(self) -> None:
        """The service takes the tokens for expired, whatever this computer's clock says."""
        self._renewal.ask()

    def close(self) -> None:
        self.give_up()
        self._current.close()

    @property
    def waiting(self) -> int:
        """How many requests wait for a token, or for the sign-in that it takes."""
        with self._state:
            return self._waiting

    @property
    def seconds_asking(self) -> float:
        """How long requests have waited for the user until now, all together."""
        return self._asking.seconds

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
        return self._app.store.lasting

    def sign_in(self, way: Way, tenant: str = "") -> Account:
        """Sign somebody in anew, whoever was signed in before. Raises `ProblemError`."""
        with self._lock:
            before, self.account = self.account, None
            asked = self._in_tenant({"tenant_id": tenant} if tenant else None)
            try:
                account = self._signed_in(way, (self._app.endpoints.scope,), asked)
            except ProblemError:
                self.account = before
                raise
            if before and before.account_id != account.account_id:
                self._app.store.forget(before.account_id)
            return account

    def use(self, tenant: str, subscription: str) -> Account:
        """Work in the organisation `tenant` (id) with `subscription` (id) from now on.

        Raises `TypeError` if nobody is signed in.
        """
        with self._lock:
            if self.account is None:
                raise TypeError("nobody is signed in")
            self.account = replace(self.account, tenant=tenant, subscription=subscription)
            self._file.write(self.account)
            return self.account

    def work_meanwhile_in(self, tenant: str) -> None:
        """The same until the program ends, without noting it down."""
        with self._lock:
            if self.account is not None:
                self.account = replace(self.account, tenant=tenant, subscription="")

    def sign_out(self) -> bool:
        """Forget the person and their tokens; False if nobody was signed in. Raises `OSError`."""
        self.give_up()
        with self._lock:
            known, self.account = self.account or self._file.read(), None
            if known is not None:
                self._app.store.forget(known.account_id)
            self._current = self._app.silent(None, self._transport)
            return self._file.remove()

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
            with self._asking.runs():
                way = self._guide.ask(SignInNeeded(user_name, reason))
                self._signed_in(way, scopes, asked)
        except ProblemError as error:
            self._failures += 1
            self._failure = error.problem
            raise

    def _signed_in(self, way: Way, scopes: tuple[str, ...], asked: TokenRequestOptions) -> Account:
        """Let the person sign in, and work as that person from now on."""
        try:
            credential, record = self._record(way, scopes, asked)
            before = self.account
            if before and record.home_account_id != before.account_id:
                raise ProblemError(other_account(record.username, before.user_name))
        except ProblemError as error:
            self._guide.ended("", error.problem)
            raise
        self._current = credential
        same = before is not None and before.tenant == record.tenant_id
        self.account = Account(
            user_name=record.username,
            home=record.home_account_id.partition(".")[2],
            tenant=record.tenant_id,
            account_id=record.home_account_id,
            record=record.serialize(),
            subscription=before.subscription if before is not None and same else "",
        )
        self._file.write(self.account)
        self._guide.ended(record.username, None)
        return self.account

    def _record(
        self, way: Way, scopes: tuple[str, ...], asked: TokenRequestOptions
    ) -> tuple[PersonsCredential, AuthenticationRecord]:
        """What `_attempted` brings, by code where there is no browser. Raises `ProblemError`."""
        try:
            try:
                return self._attempted(way, scopes, asked)
            except NoBrowser:
                self._guide.tell(text("No browser could be opened on this computer."))
                return self._attempted(Way.DEVICE_CODE, scopes, asked)
        except SignInGivenUp as error:
            raise ProblemError(SIGN_IN_CANCELLED) from error
        except NobodySignedIn as error:
            raise ProblemError(SIGN_IN_TIMED_OUT) from error
        except ClientAuthenticationError as error:
            raise ProblemError(sign_in_problem(error) or SIGN_IN_CANCELLED) from error

    def _attempted(
        self, way: Way, scopes: tuple[str, ...], asked: TokenRequestOptions
    ) -> tuple[PersonsCredential, AuthenticationRecord]:
        if way is Way.BROWSER:
            self._guide.tell(
                text("Sign in in the browser window that opens. The work waits for you.")
            )
        attempt = Attempt(
            way,
            self._app.asking(),
            self._transport,
            self._guide.show_code,
            user_name=self.account.user_name if self.account else "",
            limit_seconds=self._guide.limit_seconds,
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

    def _token(self, scopes: tuple[str, ...], options: TokenRequestOptions) -> AccessTokenInfo:
        token: AccessTokenInfo = self._current.get_token_info(*scopes, options=options)
        return token

    def _in_tenant(self, options: TokenRequestOptions | None) -> TokenRequestOptions:
        """`options` with the chosen organisation, unless they name one."""
        asked: TokenRequestOptions = {**(options or {})}
        chosen = self.account.tenant if self.account else self._app.tenant
        if chosen:
            asked.setdefault("tenant_id", chosen)
        return asked


class _Stopwatch:
    """Adds up how long something ran, also while it runs."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._before = 0.0
        self._since: float | None = None

    @contextmanager
    def runs(self) -> Iterator[None]:
        with self._lock:
            self._since = time.monotonic()
        try:
            yield
        finally:
            with self._lock:
                self._before += time.monotonic() - (self._since or 0.0)
                self._since = None

    @property
    def seconds(self) -> float:
        with self._lock:
            running = time.monotonic() - self._since if self._since is not None else 0.0
            return self._before + running
