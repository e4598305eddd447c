"""The tokens of sign-ins, in the platform's encrypted store or in memory; never in a clear file.

Windows encrypts a file for its user (DPAPI), macOS has the Keychain: msal-extensions knows
both. On Linux it needs libsecret with its bindings for Python, which no package index offers
ready-made; so there the tokens go to the system's keyring as login keys do (`app.vault`).
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, TypeVar

from app.paths import Paths, make_private_folder
from app.problems import Action, Problem, ProblemError
from app.text import text
from app.vault.keyring_vault import CALL_SECONDS, NoKeyring, name_of, usable_backend
from app.vault.limited import call_with_limit

if TYPE_CHECKING:
    from keyring.backend import KeyringBackend

T = TypeVar("T")
_LOG = logging.getLogger(__name__)
_ITEM: Final = "tokens"


class TokenStore:
    """The sign-ins of one cloud. `lasting` if the next start of the program finds them.

    `cache` is a token cache of msal: one for all credentials and threads of a session.
    """

    def __init__(self, cache: Any, *, lasting: bool) -> None:
        self.cache = cache
        self.lasting = lasting

    def credential_options(self) -> dict[str, Any]:
        """For the credentials of azure-identity: they keep their tokens here.

        Its own option can name a store, but not bring one.
        """
        return {"_cache": self.cache}

    def forget(self, account_id: str) -> None:
        """Remove all tokens of the account. Raises what the store raises."""
        self._remove({"home_account_id": account_id})

    def forget_all(self) -> None:
        """Remove the tokens of every account. Raises what the store raises."""
        self._remove({})

    def _remove(self, query: dict[str, str]) -> None:
        kinds = import_module("msal").TokenCache.CredentialType
        for kind, remove in (
            (kinds.REFRESH_TOKEN, self.cache.remove_rt),
            (kinds.ACCESS_TOKEN, self.cache.remove_at),
            (kinds.ID_TOKEN, self.cache.remove_idt),
            (kinds.ACCOUNT, self.cache.remove_account),
        ):
            for item in list(self.cache.search(kind, query=query)):
                remove(item)


def memory_store() -> TokenStore:
    """Keeps sign-ins until the program ends."""
    return TokenStore(import_module("msal").TokenCache(), lasting=False)


def lasting_store(persistence: Any) -> TokenStore:
    """Over one of msal-extensions' persistences, or one like them."""
    return TokenStore(
        import_module("msal_extensions").PersistedTokenCache(persistence), lasting=True
    )


def open_store(paths: Paths, cloud: str) -> TokenStore:
    """The store for sign-ins to `cloud` ("azure" or "practice"): encrypted, else in memory.

    May ask the user to unlock the keyring.
    """
    place = _place(paths, cloud)
    make_private_folder(place.parent)
    if sys.platform in ("win32", "darwin"):
        encrypted = import_module("msal_extensions").build_encrypted_persistence
        return lasting_store(encrypted(str(place)))
    service = f"kumonote sign-in {cloud} {paths.state}"
    try:
        return lasting_store(KeyringPersistence(usable_backend(service), service, place))
    except NoKeyring as error:
        _LOG.info("sign-ins are kept in memory only: %s", error)
        return memory_store()


def forget_tokens(paths: Paths, cloud: str) -> bool:
    """Remove every sign-in to `cloud` that a lasting store has; False if there was no such store.

    Raises what the store raises.
    """
    place = _place(paths, cloud)
    if not place.exists():  # each kind of store makes it, if only as a sign of a change
        return False
    open_store(paths, cloud).forget_all()
    for file in (place, place.with_name(f"{place.name}.lockfile")):
        file.unlink(missing_ok=True)
    return True


def _place(paths: Paths, cloud: str) -> Path:
    return paths.state / f"tokens-{cloud}"


class KeyringPersistence:
    """What a `PersistedTokenCache` needs (msal-extensions' `BasePersistence`), over a keyring.

    The file `place` stays empty: its time tells other programs that the tokens changed.
    """

    is_encrypted = True

    def __init__(self, backend: KeyringBackend, service: str, place: Path) -> None:
        self._backend = backend
        self._service = service
        self._place = place

    def save(self, content: str) -> None:
        """A keyring that was locked meanwhile must not end a run: the tokens are in memory too."""
        try:
            self._call(lambda: self._backend.set_password(self._service, _ITEM, content))
        except ProblemError as error:
            _LOG.warning("the keyring took no tokens: %s", error.problem.details)
            return
        with contextlib.suppress(OSError):
            self._place.touch(mode=0o600)

    def load(self) -> str:
        """Raises `ProblemError` where the keyring gives nothing, msal's error if it has nothing."""
        kept = self._call(lambda: self._backend.get_password(self._service, _ITEM))
        if kept is None:
            raise _not_found()
        return kept

    def time_last_modified(self) -> float:
        """Seconds since the epoch."""
        try:
            return self._place.stat().st_mtime
        except FileNotFoundError as error:
            raise _not_found() from error

    def get_location(self) -> str:
        return str(self._place)

    def _call(self, call: Callable[[], T]) -> T:
        try:
            return call_with_limit(call, CALL_SECONDS, "keyring")
        except Exception as error:
            # each backend has exceptions of its own
            raise ProblemError(
                Problem(
                    "keyring-failed",
                    text(
                        "{keyring} did not give or take a sign-in.", keyring=name_of(self._backend)
                    ),
                    text("Unlock it, then try again."),
                    action=Action.RETRY,
                    details=f"{type(error).__name__}: {error}",
                )
            ) from error


def _not_found() -> Exception:
    kind: type[Exception] = import_module("msal_extensions.persistence").PersistenceNotFound
    return kind()
