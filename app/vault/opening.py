"""Chooses where this computer keeps secrets, and says so."""

from __future__ import annotations

from pathlib import Path

from app.paths import Paths
from app.secret import Secret
from app.text import text
from app.vault.kept_for import KeptFor
from app.vault.keyring_vault import PROBE_SECONDS, KeyringVault, NoKeyring, name_of, usable_backend
from app.vault.memory import MemoryVault
from app.vault.protocol import Vault


def open_vault(
    paths: Paths,
    cloud: str,
    passphrase: Secret | None = None,
    *,
    probe_seconds: float = PROBE_SECONDS,
) -> Vault:
    """The vault for the servers of `cloud` ("azure" or "practice"); `where` says which and why.

    The system's keyring if one answers; else, with a passphrase, an encrypted file; else
    memory. Nothing is ever kept in clear. Raises `ProblemError` if the passphrase does not
    open the file.
    """
    service = service_of(paths, cloud)
    try:
        backend = usable_backend(service, probe_seconds)
        return KeyringVault(backend, service, kept_for(paths, cloud))
    except NoKeyring as error:
        reason = error.reason
    if passphrase:
        from app.vault.passphrase_file import PassphraseFileVault

        return PassphraseFileVault(file_of(paths, cloud), passphrase)
    if file_of(paths, cloud).exists():
        return MemoryVault(
            text(
                "Keys are kept in memory only: this computer's vault {file} needs its passphrase.",
                file=file_of(paths, cloud),
            )
        )
    return MemoryVault(
        text(
            "Keys are kept in memory only, because of this computer: {reason}."
            " `repair` makes new ones when they are needed.",
            reason=reason,
        )
    )


def keyring_name(probe_seconds: float = PROBE_SECONDS) -> str | None:
    """What this computer's keyring is called; None if it has none that works."""
    try:
        return name_of(usable_backend("kumonote", probe_seconds))
    except NoKeyring:
        return None


def file_of(paths: Paths, cloud: str) -> Path:
    """The file of the passphrase vault for the servers of `cloud`."""
    return paths.state / f"vault-{cloud}.json"


def kept_for(paths: Paths, cloud: str) -> KeptFor:
    """Which servers of `cloud` have secrets in the keyring."""
    return KeptFor(paths.state / "kept-for" / cloud)


def service_of(paths: Paths, cloud: str) -> str:
    """What the keyring calls the secrets of `cloud`. Servers of one name in two state folders
    are different ones.
    """
    return f"kumonote {cloud} {paths.state}"
