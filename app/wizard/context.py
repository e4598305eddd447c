"""What checks may know beside the answers. What is not known is not judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from app.secret import Secret
from app.wizard.answers import SystemKind


class RegionOffer(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def allowed(self) -> bool: ...


class SizeOffer(Protocol):
    """A machine size, as `app.catalogue.Size` describes one."""

    @property
    def name(self) -> str: ...
    @property
    def cores(self) -> int: ...
    @property
    def memory_gib(self) -> float: ...
    @property
    def trusted_launch(self) -> bool: ...
    @property
    def restriction(self) -> str: ...
    @property
    def quota_cores_left(self) -> int | None: ...


class Offers(Protocol):
    """What the cloud offers, as `app.catalogue.Catalogue` holds it for one region."""

    @property
    def regions(self) -> Sequence[RegionOffer]: ...
    @property
    def region(self) -> str: ...
    @property
    def sizes(self) -> Sequence[SizeOffer]: ...
    @property
    def images(self) -> Mapping[SystemKind, object]: ...


@dataclass(frozen=True)
class Context:
    """`host` is the name under which browsers will reach the server, once it can be told.

    `taken_names` are the servers there are already; `subscriptions` the ids this user may
    use. `now` is the time of the check (the clock's if None).
    """

    offers: Offers | None = None
    host: str = ""
    password: Secret | None = None
    certificate_passphrase: Secret | None = None
    taken_names: frozenset[str] = frozenset()
    subscriptions: tuple[str, ...] = ()
    now: datetime | None = None
