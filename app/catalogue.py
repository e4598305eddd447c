"""What the cloud offers this subscription: regions, sizes, images, prices. Plain data.

`app.azure.catalogue` fills it from the service; `app.plan` and the checks only read it.
Prices are per hour unless a name says otherwise, in `currency` (ISO 4217); `None` means
that the price list does not know.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from app.text import Text
from app.wizard.answers import SystemKind

HOURS_PER_MONTH = 730
"""As Azure's own estimates count."""

HOURS_PER_DAY = 24


@dataclass(frozen=True)
class Region:
    """A region. `place` is where it is ("Tokyo, Saitama"), with degrees where they are known.

    `allowed` is False where a policy of the subscription forbids it. `recommended` ones have
    availability zones and the widest offer, says the service.
    """

    name: str
    display_name: str
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    recommended: bool = True
    allowed: bool = True


@dataclass(frozen=True)
class Quota:
    """One tier of the quota of processor cores: the region's total or a family's.

    `name` is in the wire's letter case, `title` the service's own words. Machines that are
    stopped count as used.
    """

    name: str
    title: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(frozen=True)
class Size:
    """One machine size. `restriction` is empty where this subscription may use it.

    `generations` are those of Hyper-V ("V1", "V2") that can start on it. `quota` holds the
    tiers that count for it; empty where they are not known.
    """

    name: str
    family: str
    cores: int
    memory_gib: float
    trusted_launch: bool = True
    restriction: str = ""
    gpus: int = 0
    generations: tuple[str, ...] = ("V1", "V2")
    quota: tuple[Quota, ...] = ()
    temporary_disk: bool = False
    """A machine that has one cannot get a size without, nor the other way round."""

    @property
    def tightest(self) -> Quota | None:
        """The tier of quota that leaves least; None where none is known."""
        return min(self.quota, key=lambda tier: tier.left, default=None)

    @property
    def quota_cores_left(self) -> int | None:
        return None if self.tightest is None else self.tightest.left


@dataclass(frozen=True)
class Purchase:
    """The purchase plan of an image: what its terms are about and a machine's body names."""

    name: str
    product: str
    publisher: str


@dataclass(frozen=True)
class Image:
    """A marketplace image. `version` is the exact one that "latest" meant when asked.

    `fee` says that its maker takes money for each hour; that is not in the machine's price.
    """

    publisher: str
    offer: str
    sku: str
    version: str
    title: str
    purchase: Purchase | None = None
    """Set where the image has a purchase plan, whose terms must be accepted."""
    fee: bool = False
    warning: Text | None = None

    @property
    def urn(self) -> str:
        return f"{self.publisher}:{self.offer}:{self.sku}:{self.version}"


@dataclass(frozen=True)
class Prices:
    """`machine` holds the licence of Windows; `fee` is what the maker of another system takes."""

    currency: str
    machine: float | None
    disk_month: float | None
    address: float | None
    fee: float | None = 0.0

    def running(self) -> float | None:
        """Everything together while the machine runs, per hour."""
        parts = (self.machine, self.fee, self.stopped())
        return None if None in parts else sum(p for p in parts if p is not None)

    def stopped(self) -> float | None:
        """What remains when the machine is deallocated: its disk and its address, per hour."""
        if self.disk_month is None or self.address is None:
            return None
        return self.disk_month / HOURS_PER_MONTH + self.address

    def month(self, hours_a_day: float) -> float | None:
        """Everything together in a month in which the machine runs `hours_a_day`."""
        running, stopped = self.running(), self.stopped()
        if running is None or stopped is None:
            return None
        share = hours_a_day / HOURS_PER_DAY
        return HOURS_PER_MONTH * (running * share + stopped * (1 - share))


@dataclass(frozen=True)
class Catalogue:
    """The offers for one region, with prices of the sizes that were asked for.

    `as_of` is when the service was asked. `forbidden_types` are the kinds of resources that
    a policy keeps the subscription from making.
    """

    regions: tuple[Region, ...]
    region: str
    sizes: tuple[Size, ...]
    images: Mapping[SystemKind, Image]
    prices: Mapping[tuple[str, SystemKind], Prices] = field(default_factory=dict)
    """By size name and system."""
    as_of: datetime | None = None
    forbidden_types: tuple[str, ...] = ()

    def size(self, name: str) -> Size | None:
        return next((s for s in self.sizes if s.name.lower() == name.lower()), None)
