"""Keeps the secrets of servers: in the system's keyring, an encrypted file, or memory."""

from app.vault.memory import MemoryVault
from app.vault.opening import keyring_name, open_vault
from app.vault.protocol import Vault

__all__ = ["MemoryVault", "Vault", "keyring_name", "open_vault"]
