"""Keeps secrets until the program ends."""

from __future__ import annotations

import threading

from app.secret import Secret
from app.text import Text, text


class MemoryVault:
    """For computers without a keyring: nothing is written, access is made anew when needed."""

    def __init__(self, where: Text | None = None) -> None:
        self._where = where or text("Keys are kept in memory only.")
        self._secrets: dict[tuple[str, str], Secret] = {}
        self._lock = threading.Lock()

    @property
    def where(self) -> Text:
        return self._where

    def get(self, server: str, name: str) -> Secret | None:
        with self._lock:
            return self._secrets.get((server, name))

    def put(self, server: str, name: str, secret: Secret) -> None:
        with self._lock:
            self._secrets[server, name] = secret

    def delete(self, server: str) -> None:
        with self._lock:
            for key in [key for key in self._secrets if key[0] == server]:
                del self._secrets[key]
