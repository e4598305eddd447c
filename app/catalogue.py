"""What the cloud offers this subscription: regions, sizes, images, prices. Plain data.

`app.azure.catalogue` fills it from the service; `app.plan` and the checks only read it.
Prices are per hour unless a name says otherwise, in `currency` (ISO 4217); `None` means
that the price list does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from app.wizard.answers import SystemKind


@dataclass(frozen=True)
class Region:
    name: str
    display_name: str


@dataclass(frozen=True)
class Size:
    """One machine size. `restriction` is empty where this subscription may use it."""

    name: str
    family: str
    cores: int
    memory_gib: float
    trusted_launch: bool = True
    restriction: str = ""
    quota_cores_left: int | None = None


@dataclass(frozen=True)
class Image:
    """A marketplace image. `version` is the exact one that "latest" meant when asked."""

    publisher: str
    offer: str
    sku: str
    version: str
    title: str
    terms_product: str = ""
    """Set where the image has a purchase plan whose terms must be accepted."""
    warning: str = ""

    @property
    def urn(self) -> str:
        return f"{self.publisher}:{self.offer}:{self.sku}:{self.version}"


@dataclass(frozen=True)
class Prices:
    currency: str
    machine: float | None
    disk_month: float | None
    address: float | None

    def running(self) -> float | None:
        """Everything together while the machine runs, per hour."""
        parts = (self.machine, self.stopped())
        return None if None in parts else sum(p for p in parts if p is not None)

    def stopped(self) -> float | None:
        """What remains when the machine is deallocated: its disk and its address, per hour."""
        if self.disk_month is None or self.address is None:
            return None
        return self.disk_month / HOURS_PER_MONTH + self.address


HOURS_PER_MONTH = 730


@dataclass(frozen=True)
class Catalogue:
    """The offers for one region and, for prices and quota, one choice of size and system."""

    regions: tuple[Region, ...]
    region: str
    sizes: tuple[Size, ...]
    images: Mapping[SystemKind, Image]
    prices: Mapping[tuple[str, SystemKind], Prices] = field(default_factory=dict)
    """By size name and system."""

    def size(self, name: str) -> Size | None:
        return next((s for s in self.sizes if s.name.lower() == name.lower()), None)
