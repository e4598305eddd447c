"""The keys of a server: the one that logs in, and those by which its machine is known."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import Final

from app.guest.keys import KeyPair, key_pair, new_key_pair
from app.secret import Secret
from app.vault import Vault

LOGIN_KEY: Final = "login-key"
"""What the vault calls it."""


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


class PinnedHostKeys:
    """The public host keys to accept now. Called by whoever connects; from any thread."""

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
