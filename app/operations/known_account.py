"""Who is known on this computer. It imports little: windows ask before anything slow is there."""

from __future__ import annotations

from dataclasses import dataclass

from app.azure.account import Account, AccountFile
from app.paths import Paths


@dataclass(frozen=True)
class Cloud:
    """Whose account it is about: Azure's, or that of the practice cloud for rehearsing."""

    paths: Paths
    practice: bool

    @property
    def name(self) -> str:
        return "practice" if self.practice else "azure"

    @property
    def file(self) -> AccountFile:
        return AccountFile(self.paths, self.name)


def known_account(cloud: Cloud) -> Account | None:
    """Who signed in last and was not signed out, as this computer noted it; asks no cloud."""
    return cloud.file.read()
