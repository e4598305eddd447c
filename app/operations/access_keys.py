"""What opens a server: login key or password, and what its machine is known by."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from app.guest.keys import KeyPair, key_pair, new_key_pair
from app.guest.windows.password import new_password
from app.secret import Secret
from app.vault import Vault

LOGIN_KEY: Final = "login-key"
ADMINISTRATOR: Final = "administrator"
"""What the vault calls them."""


@dataclass(frozen=True)
class LoginKey:
    """`fresh` says that no machine which is there already can know it."""

    pair: KeyPair
    fresh: bool

    @property
    def private(self) -> Secret:
        return self.pair.private


def login_key_of(vault: Vault, server: str) -> LoginKey:
    """The server's login key from the vault, or a new one, put there."""
    kept = vault.get(server, LOGIN_KEY)
    if kept is not None:
        return LoginKey(key_pair(kept), fresh=False)
    return new_login_key(vault, server)


def new_login_key(vault: Vault, server: str) -> LoginKey:
    """A new login key, put into the vault in place of an earlier one."""
    pair = new_key_pair()
    vault.put(server, LOGIN_KEY, pair.private)
    return LoginKey(pair, fresh=True)


class AdminPassword:
    """The administrator's password of a Windows machine, from the vault or a new one. Called
    by whoever connects; from any thread.

    `fresh` says that no machine which is there already can know it.
    """

    def __init__(self, vault: Vault, server: str) -> None:
        self._vault = vault
        self._server = server
        self._lock = threading.Lock()
        kept = vault.get(server, ADMINISTRATOR)
        self.fresh = kept is None
        self._password = kept or new_password()

    def __call__(self) -> Secret:
        with self._lock:
            return self._password

    def given_away(self) -> Secret:
        """The password for a machine that is about to be made; kept before anybody gets it."""
        with self._lock:
            self._vault.put(self._server, ADMINISTRATOR, self._password)
            return self._password

    def replace(self, password: Secret) -> None:
        """The machine has this one from now on."""
        with self._lock:
            self._vault.put(self._server, ADMINISTRATOR, password)
            self._password = password
            self.fresh = False


class PinnedHostKeys:
    """What machines may be known by now. Called by whoever connects; from any thread."""

    def __init__(self, keys: tuple[str, ...]) -> None:
        self._keys = keys
        self._lock = threading.Lock()

    def __call__(self) -> tuple[str, ...]:
        with self._lock:
            return self._keys

    def replace(self, keys: tuple[str, ...]) -> None:
        """Accept `keys` from now on, and no others."""
        with self._lock:
            self._keys = keys
