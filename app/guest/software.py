"""What a machine installs, in a form that its setup program reads. Nothing of it is secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from app.server import ADMIN_USER
from app.settings import GuestSettings
from app.wizard.answers import SoftwareAnswers

FORMAT: Final = 1
"""Of the settings' JSON; the setup program refuses another."""


@dataclass(frozen=True)
class Software:
    """`sets` are names of sections of the lock beside the base; `packages` come on top of
    them, in versions that fit; `package_index` and `proxy`
    are empty for the machine's own; `ca_pem` are certificates to trust in addition."""

    sets: tuple[str, ...] = ()
    samples: bool = True
    packages: tuple[str, ...] = ()
    package_index: str = ""
    proxy: str = ""
    ca_pem: str = ""
    user: str = ADMIN_USER

    def to_json(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "user": self.user,
            "sets": list(self.sets),
            "samples": self.samples,
            "packages": list(self.packages),
            "package_index": self.package_index,
            "proxy": self.proxy,
            "ca_pem": self.ca_pem,
        }


def software(answers: SoftwareAnswers, settings: GuestSettings) -> Software:
    return Software(
        sets=tuple(chosen.value for chosen in answers.sets),
        samples=answers.samples,
        packages=answers.packages,
        package_index=settings.package_index,
        proxy=settings.proxy,
    )
