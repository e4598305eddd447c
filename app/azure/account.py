"""Who signed in last, kept from one start of the program to the next. It holds no secret.

The tokens themselves are in the platform's encrypted store (`token_store`), or nowhere.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from app.foreign_json import decoded
from app.paths import Paths
from app.private_file import write_private_file

if TYPE_CHECKING:
    from app.azure.token_store import TokenStore


@dataclass(frozen=True)
class Account:
    """`record` is azure-identity's AuthenticationRecord as it serialises itself.

    `tenant` is the organisation to work in; `home` is the one the account belongs to.
    `account_id` names the account in the token store. `subscription` is the one to work in;
    empty until it was chosen.
    """

    user_name: str
    home: str
    tenant: str
    account_id: str
    record: str
    subscription: str = ""


class AccountFile:
    """The account of one cloud ("azure" or "practice"), mode 0600."""

    def __init__(self, paths: Paths, cloud: str) -> None:
        self._paths = paths
        self._cloud = cloud
        self.path: Path = paths.state / f"account-{cloud}.json"

    def open_tokens(self) -> TokenStore:
        """Where the tokens of this account are kept; may ask to unlock the keyring."""
        from app.azure.token_store import open_store

        return open_store(self._paths, self._cloud)

    def read(self) -> Account | None:
        """None if nobody signed in, or if the file cannot be understood."""
        try:
            kept = Account(**decoded(self.path.read_bytes()))
        except (OSError, ValueError, TypeError):
            return None
        return kept if all(isinstance(value, str) for value in asdict(kept).values()) else None

    def write(self, account: Account) -> None:
        """Raises `OSError`."""
        write_private_file(self.path, json.dumps(asdict(account)).encode())

    def remove(self) -> bool:
        """False if there was none. Raises `OSError`."""
        there = self.path.exists()
        self.path.unlink(missing_ok=True)
        return there
