"""Keyrings that are not to be used, or that work no more."""

from __future__ import annotations

from keyring.backend import KeyringBackend


class InClear(KeyringBackend):
    """Stands for the backends of other packages, which may keep secrets in clear."""

    priority = 9.0

    def get_password(self, service: str, username: str) -> str | None:
        raise AssertionError((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        raise AssertionError((service, username, len(password)))


class Breaking(InClear):
    """Shows only what the vault makes of a failure, not how a real keyring fails."""

    __module__ = "keyring.backends.kwallet"
