"""Machine sizes of a region with what this subscription may use of them.

Source: learn.microsoft.com, "Resource Skus - List" and "Usage - List". Quota has two tiers,
the region's total and the family's; machines that are stopped count too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from app.azure.session import Session
from app.azure.wire import wire
from app.catalogue import Catalogue, Size
from app.engine.cancel import CancelToken

if TYPE_CHECKING:
    from azure.mgmt.compute.models import ResourceSku

SUGGESTED: Final = (
    "Standard_B2s_v2",
    "Standard_D4s_v5",
    "Standard_E4s_v5",
    "Standard_NC4as_T4_v3",
)
"""Suit a notebook: a small one, a steady one, one with much memory, one with a GPU."""

_TOTAL: Final = "cores"


@dataclass(frozen=True)
class Usage:
    """One tier of quota. `name` is the family's name in the wire's letter case."""

    name: str
    title: str
    used: int
    limit: int

    @property
    def left(self) -> int:
        return max(0, self.limit - self.used)


def load_usages(session: Session, region: str, cancel: CancelToken) -> dict[str, Usage]:
    """Quota of `region` by lower-case name; the region's total is under "cores"."""
    usage = session.compute.usage
    found = session.call(lambda: list(usage.list(region, cancel=cancel)), cancel)
    usages = [
        Usage(
            name=str(u.name.value or ""),
            title=str(u.name.localized_value or u.name.value or ""),
            used=int(u.current_value),
            limit=int(u.limit),
        )
        for u in found
    ]
    return {u.name.lower(): u for u in usages}


def load_sizes(session: Session, region: str, cancel: CancelToken) -> tuple[Size, ...]:
    """All sizes of `region`, without quota. Raises `ProblemError`."""
    skus = session.compute.resource_skus
    found = session.call(
        lambda: list(skus.list(filter=f"location eq '{region}'", cancel=cancel)), cancel
    )
    machines = (sku for sku in found if sku.resource_type == "virtualMachines")
    return tuple(_size(sku, region) for sku in machines)


def with_quota(sizes: Iterable[Size], usages: Mapping[str, Usage]) -> tuple[Size, ...]:
    """The sizes with the processor cores that both tiers of quota leave."""
    from dataclasses import replace

    return tuple(replace(size, quota_cores_left=cores_left(size, usages)) for size in sizes)


def cores_left(size: Size, usages: Mapping[str, Usage]) -> int | None:
    tiers = [usages.get(_TOTAL), usages.get(size.family.lower())]
    known = [tier.left for tier in tiers if tier is not None]
    return min(known) if known else None


def tight_tiers(size: Size, usages: Mapping[str, Usage]) -> tuple[Usage, ...]:
    """The tiers of quota that do not leave enough for one machine of `size`."""
    tiers = (usages.get(_TOTAL), usages.get(size.family.lower()))
    return tuple(tier for tier in tiers if tier is not None and tier.left < size.cores)


def suggested_sizes(catalogue: Catalogue) -> tuple[Size, ...]:
    """The short list: what suits a notebook and can be had."""
    found = (catalogue.size(name) for name in SUGGESTED)
    return tuple(size for size in found if size is not None and not size.restriction)


def _size(sku: ResourceSku, region: str) -> Size:
    able = {str(c.name): str(c.value) for c in sku.capabilities or ()}
    second_generation = "V2" in able.get("HyperVGenerations", "")
    return Size(
        name=str(sku.name),
        family=str(sku.family or ""),
        cores=_number(able.get("vCPUsAvailable") or able.get("vCPUs", "0")),
        memory_gib=float(able.get("MemoryGB", "0")),
        trusted_launch=second_generation and able.get("TrustedLaunchDisabled") != "True",
        restriction=_restriction(sku, region, able),
    )


def _restriction(sku: ResourceSku, region: str, able: Mapping[str, str]) -> str:
    """Why the size cannot be had in the whole region; restrictions of single zones do not count."""
    if able.get("CpuArchitectureType", "x64").lower() != "x64":
        return "OtherProcessor"
    for restriction in sku.restrictions or ():
        if wire(restriction.type).lower() != "location":
            continue
        info = restriction.restriction_info
        places = (info.locations if info else None) or restriction.values_property or ()
        if not places or region.lower() in (place.lower() for place in places):
            return wire(restriction.reason_code) or "NotAvailable"
    return ""


def _number(value: str) -> int:
    return int(float(value))
