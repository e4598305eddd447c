"""Removes every secret of servers from this computer."""

from __future__ import annotations

from collections.abc import Iterable

from app.paths import Paths
from app.problems import Action, Problem, ProblemError
from app.text import text
from app.vault.keyring_vault import KeyringVault, NoKeyring, usable_backend
from app.vault.opening import file_of, kept_for, service_of


def forget_all(paths: Paths, cloud: str, servers: Iterable[str]) -> int:
    """Forget the secrets of all servers of `cloud`; the number of those that may have had some.

    `servers` are further ones that may have secrets: whoever kept them before they were noted.
    The file of a passphrase goes as it is. Raises `ProblemError` if the keyring holds some and
    does not let go of them.
    """
    file = file_of(paths, cloud)
    had_file = file.exists()
    file.unlink(missing_ok=True)
    file.with_name(f"{file.name}.lock").unlink(missing_ok=True)
    noted = kept_for(paths, cloud).servers()
    names = sorted({*noted, *servers})
    if not names:
        return int(had_file)
    service = service_of(paths, cloud)
    try:
        vault = KeyringVault(usable_backend(service), service, kept_for(paths, cloud))
    except NoKeyring as error:
        if not noted:
            return int(had_file)
        raise ProblemError(
            Problem(
                code="secrets-not-forgotten",
                message=text(
                    "The keyring still has the secrets of {servers}: {reason}.",
                    servers=", ".join(noted),
                    reason=error.reason,
                ),
                advice=text("Unlock it, then try again."),
                action=Action.RETRY,
            )
        ) from error
    for name in names:
        vault.delete(name)
    return max(len(names), int(had_file))
