"""What the user decided: one frozen dataclass, filled page by page, without any secret.

The names are those of a plan file (TOML): `[system]`, `[endpoint]`, `[certificate]`,
`[software]`, `[schedule]`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path


class SystemKind(StrEnum):
    UBUNTU = "ubuntu"
    OPENSUSE = "opensuse"
    WINDOWS = "windows"


class Allow(StrEnum):
    """Who may connect, apart from a list of networks."""

    ME = "me"
    EVERYONE = "everyone"
    SSH_ONLY = "ssh-only"


class CertificateKind(StrEnum):
    SELF_SIGNED = "self-signed"
    FILE = "file"


class SoftwareSet(StrEnum):
    SCIENTIFIC = "scientific"


@dataclass(frozen=True)
class SystemAnswers:
    kind: SystemKind = SystemKind.UBUNTU
    region: str = "japaneast"
    size: str = "Standard_B2s_v2"


@dataclass(frozen=True)
class EndpointAnswers:
    """`allow` is a word of `Allow` or a tuple of networks in CIDR form.

    `my_address` is this computer's public address as the user saw and confirmed it; it is
    what "me" means, and the only one that may reach SSH.
    """

    name: str = "ipython_nb"
    public_port: int = 443
    private_port: int = 9999
    allow: Allow | tuple[str, ...] = Allow.ME
    my_address: str = ""


@dataclass(frozen=True)
class CertificateAnswers:
    """`file` is a PEM or PFX file with the certificate; `key_file` a PEM key, if it is apart."""

    kind: CertificateKind = CertificateKind.SELF_SIGNED
    file: Path | None = None
    key_file: Path | None = None


@dataclass(frozen=True)
class SoftwareAnswers:
    """`packages` are the user's own, as pip names them ("astropy>=7")."""

    sets: tuple[SoftwareSet, ...] = (SoftwareSet.SCIENTIFIC,)
    samples: bool = True
    packages: tuple[str, ...] = ()


@dataclass(frozen=True)
class ScheduleAnswers:
    """`daily_stop` is a local time "HH:MM" or empty for never; `time_zone` an IANA name."""

    daily_stop: str = "19:00"
    time_zone: str = ""


@dataclass(frozen=True)
class Answers:
    """Everything but the secrets. `name` names the server, its group and its DNS label."""

    name: str = ""
    subscription: str = ""
    system: SystemAnswers = field(default_factory=SystemAnswers)
    endpoint: EndpointAnswers = field(default_factory=EndpointAnswers)
    certificate: CertificateAnswers = field(default_factory=CertificateAnswers)
    software: SoftwareAnswers = field(default_factory=SoftwareAnswers)
    schedule: ScheduleAnswers = field(default_factory=ScheduleAnswers)

    def filled_in(self, completed: Answers) -> Answers:
        """These, and from `completed` what a computer and a session can add where it is missing."""
        endpoint, schedule = self.endpoint, self.schedule
        address = endpoint.my_address or completed.endpoint.my_address
        zone = schedule.time_zone or completed.schedule.time_zone
        return replace(
            self,
            subscription=self.subscription or completed.subscription,
            endpoint=replace(endpoint, my_address=address),
            schedule=replace(schedule, time_zone=zone),
        )

    def for_others(self) -> Answers:
        """These without what is this account's and this computer's own."""
        return replace(self, subscription="", endpoint=replace(self.endpoint, my_address=""))
