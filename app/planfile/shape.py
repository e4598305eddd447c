"""The shape of a plan file: its keys, their types, and how each is described to people."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field

from app.text import Text, text
from app.wizard.answers import (
    Allow,
    Answers,
    CertificateAnswers,
    CertificateKind,
    EndpointAnswers,
    ScheduleAnswers,
    SoftwareAnswers,
    SoftwareSet,
    SystemAnswers,
    SystemKind,
)

# TOML has no enumerations: words become members of one, everything else stays strict
Word = Field(strict=False)


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class SystemShape(_Part):
    kind: Annotated[SystemKind, Word] = SystemAnswers.kind
    region: str = SystemAnswers.region
    size: str = SystemAnswers.size


class EndpointShape(_Part):
    name: str = EndpointAnswers.name
    public_port: int = EndpointAnswers.public_port
    private_port: int = EndpointAnswers.private_port
    allow: Annotated[Allow, Word] | list[str] = Allow.ME
    my_address: str = EndpointAnswers.my_address


class CertificateShape(_Part):
    kind: Annotated[CertificateKind, Word] = CertificateAnswers.kind
    file: str | None = None
    key_file: str | None = None


class SoftwareShape(_Part):
    sets: list[Annotated[SoftwareSet, Word]] = list(SoftwareAnswers.sets)
    samples: bool = SoftwareAnswers.samples
    packages: list[str] = list(SoftwareAnswers.packages)


class ScheduleShape(_Part):
    daily_stop: str = ScheduleAnswers.daily_stop
    time_zone: str = ScheduleAnswers.time_zone


class PlanShape(_Part):
    """A whole plan file."""

    name: str
    subscription: str = ""
    system: SystemShape = SystemShape()
    endpoint: EndpointShape = EndpointShape()
    certificate: CertificateShape = CertificateShape()
    software: SoftwareShape = SoftwareShape()
    schedule: ScheduleShape = ScheduleShape()

    def answers(self, folder: Path) -> Answers:
        """The answers; relative paths of certificates start from `folder`."""
        endpoint, certificate = self.endpoint, self.certificate
        allow = endpoint.allow
        return Answers(
            name=self.name,
            subscription=self.subscription,
            system=SystemAnswers(**self.system.model_dump()),
            endpoint=EndpointAnswers(
                name=endpoint.name,
                public_port=endpoint.public_port,
                private_port=endpoint.private_port,
                allow=allow if isinstance(allow, Allow) else tuple(allow),
                my_address=endpoint.my_address,
            ),
            certificate=CertificateAnswers(
                kind=certificate.kind,
                file=_path(folder, certificate.file),
                key_file=_path(folder, certificate.key_file),
            ),
            software=SoftwareAnswers(
                sets=tuple(self.software.sets),
                samples=self.software.samples,
                packages=tuple(self.software.packages),
            ),
            schedule=ScheduleAnswers(**self.schedule.model_dump()),
        )


def keys_in(table: str) -> tuple[str, ...]:
    """The keys that the table of that name may have; "" is the top of the file."""
    shapes: dict[str, type[BaseModel]] = {
        "": PlanShape,
        "system": SystemShape,
        "endpoint": EndpointShape,
        "certificate": CertificateShape,
        "software": SoftwareShape,
        "schedule": ScheduleShape,
    }
    return tuple(shapes[table].model_fields)


def _words(words: Any) -> str:
    return ", ".join(f'"{word.value}"' for word in words)


_TABLE: Final = text("a table of its own")

ALLOWED: Final[dict[str, Text]] = {
    "name": text('a text in quotes, e.g. "aurora-lab"'),
    "subscription": text("a text in quotes with the id of a subscription, or empty"),
    "system": _TABLE,
    "system.kind": text("one of {words}", words=_words(SystemKind)),
    "system.region": text('a text in quotes, e.g. "japaneast"'),
    "system.size": text('a text in quotes, e.g. "Standard_B2s_v2"'),
    "endpoint": _TABLE,
    "endpoint.name": text('a text in quotes, e.g. "ipython_nb"'),
    "endpoint.public_port": text("a whole number without quotes, e.g. 443"),
    "endpoint.private_port": text("a whole number without quotes, e.g. 9999"),
    "endpoint.allow": text(
        'one of {words}, or a list of networks, e.g. ["198.51.100.0/24"]', words=_words(Allow)
    ),
    "endpoint.my_address": text('a text in quotes, e.g. "203.0.113.24"'),
    "certificate": _TABLE,
    "certificate.kind": text("one of {words}", words=_words(CertificateKind)),
    "certificate.file": text("a text in quotes with the path of a PEM or PFX file"),
    "certificate.key_file": text("a text in quotes with the path of a PEM file"),
    "software": _TABLE,
    "software.sets": text("a list of {words}", words=_words(SoftwareSet)),
    "software.samples": text("true or false, without quotes"),
    "software.packages": text('a list of packages, e.g. ["astropy>=7"]'),
    "schedule": _TABLE,
    "schedule.daily_stop": text('a text in quotes, e.g. "19:00", or empty for never'),
    "schedule.time_zone": text('a text in quotes, e.g. "Asia/Tokyo"'),
}
"""What each key takes, to follow "must be"."""


def _path(folder: Path, name: str | None) -> Path | None:
    return None if name is None else folder / Path(name)
