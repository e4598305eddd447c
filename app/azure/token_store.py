"""The platform's encrypted store for sign-ins: DPAPI, Keychain, libsecret; never a clear file."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Final

from app.vault.limited import call_with_limit

if TYPE_CHECKING:
    from azure.identity import TokenCachePersistenceOptions

STORES: Final = {"azure": "kumonote", "practice": "kumonote-practice"}
"""The store's name by cloud."""
_PROBE_SECONDS: Final = 15.0


class NoTokenStore(Exception):
    """This computer has no encrypted store that works."""


def store_options(name: str) -> TokenCachePersistenceOptions:
    """For the credentials of azure-identity."""
    from azure.identity import TokenCachePersistenceOptions

    return TokenCachePersistenceOptions(name=name, allow_unencrypted_storage=False)


def store_for(cloud: str) -> str:
    """The name of the store for sign-ins to `cloud`; empty where this computer has none.

    May ask the user to unlock the keyring.
    """
    try:
        _probe()
    except NoTokenStore:
        return ""
    return STORES[cloud]


def forget(account_id: str, name: str) -> None:
    """Remove the account's tokens from the store. Raises `NoTokenStore` if there is none."""
    _probe()
    kinds = import_module("msal").TokenCache.CredentialType
    # azure-identity has no call for this; the name of its cache is known to this function only
    from azure.identity._persistent_cache import _load_persistent_cache

    cache = _load_persistent_cache(store_options(name))
    for kind, remove in (
        (kinds.REFRESH_TOKEN, cache.remove_rt),
        (kinds.ACCESS_TOKEN, cache.remove_at),
        (kinds.ID_TOKEN, cache.remove_idt),
        (kinds.ACCOUNT, cache.remove_account),
    ):
        for item in list(cache.search(kind, query={"home_account_id": account_id})):
            remove(item)


def _probe() -> None:
    if sys.platform in ("win32", "darwin"):
        return  # both systems always have theirs
    try:
        call_with_limit(_probe_libsecret, _PROBE_SECONDS, "token-store-probe")
    except Exception as error:
        # its library raises whatever the desktop's keyring answers
        raise NoTokenStore(str(error)) from error


def _probe_libsecret() -> None:
    # its constructor stores, finds and removes something; the file is never written by it
    place = Path.home() / ".IdentityService" / "kumonote.probe"
    store = import_module("msal_extensions").LibsecretPersistence
    store(str(place), "kumonote-probe", {"application": "kumonote"})
