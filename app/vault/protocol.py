"""What a vault can do, whichever one this computer has."""

from __future__ import annotations

from typing import Protocol

from app.secret import Secret
from app.text import Text


class Vault(Protocol):
    """Keeps the secrets of servers: login keys, host keys, administrator passwords.

    A secret has the name of its server and a name of its own ("login-key"). All methods
    may be called from any thread and raise `ProblemError` when the vault cannot be used.
    """

    @property
    def where(self) -> Text:
        """A sentence for the user: where secrets are kept, and why there."""

    def get(self, server: str, name: str) -> Secret | None:
        """The secret, or None if there is none."""

    def put(self, server: str, name: str, secret: Secret) -> None:
        """Keep `secret`, in place of an older one of that name."""

    def delete(self, server: str) -> None:
        """Forget all secrets of `server`; harmless if there are none."""
