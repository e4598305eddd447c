"""Machine sizes of a region with what this subscription may use of them.

Source: learn.microsoft.com, "Resource Skus - List" and "Usage - List". Quota has two tiers,
the region's total and the family's; machines that are stopped count too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from app.azure.policies import Rules
from app.azure.session import Session
from app.azure.wire import wire
from app.catalogue import Quota, Size
from app.engine.cancel import CancelToken
from app.wizard.checks.system import FORBIDDEN_BY_POLICY, OTHER_PROCESSOR

if TYPE_CHECKING:
    from azure.mgmt.compute.models import ResourceSku
    from azure.mgmt.compute.models import Usage as SdkUsage

_TOTAL: Final = "cores"
_PROCESSOR: Final = "x64"
"""The processor that our images and the packages in them are made for."""


def load_usages(session: Session, region: str, cancel: CancelToken) -> dict[str, Quota]:
    """Quota of `region` by lower-case name; the region's total is under "cores"."""
    usage = session.compute.usage
    found = session.call(lambda: list(usage.list(region, cancel=cancel)), cancel)
    return {quota.name.lower(): quota for quota in map(quota_of, found)}


def quota_of(found: SdkUsage) -> Quota:
    """The SDK's usage as ours."""
    return Quota(
        name=str(found.name.value or ""),
        title=str(found.name.localized_value or found.name.value or ""),
        used=int(found.current_value),
        limit=int(found.limit),
    )


def load_sizes(session: Session, region: str, cancel: CancelToken) -> tuple[Size, ...]:
    """All sizes of `region`, without quota. Raises `ProblemError`."""
    skus = session.compute.resource_skus
    found = session.call(
        lambda: list(skus.list(filter=f"location eq '{region}'", cancel=cancel)), cancel
    )
    return sizes_of(found, region)


def sizes_of(skus: Iterable[ResourceSku], region: str) -> tuple[Size, ...]:
    """The machine sizes among the SDK's SKUs, as ours."""
    return tuple(
        _size(sku, region)
        for sku in skus
        if sku.resource_type == "virtualMachines" and _is_in(sku, region)
    )


def with_quota(sizes: Iterable[Size], usages: Mapping[str, Quota]) -> tuple[Size, ...]:
    """The sizes with the tiers of quota that count for each."""
    return tuple(replace(size, quota=quota_for(size, usages)) for size in sizes)


def with_rules(sizes: Iterable[Size], rules: Rules) -> tuple[Size, ...]:
    """The sizes, with those restricted that `rules` forbid."""
    return tuple(
        size
        if size.restriction or rules.allows_size(size.name)
        else replace(size, restriction=FORBIDDEN_BY_POLICY)
        for size in sizes
    )


def quota_for(size: Size, usages: Mapping[str, Quota]) -> tuple[Quota, ...]:
    """The tiers that count for a machine of `size`: the region's total, the family's."""
    tiers = (usages.get(_TOTAL), usages.get(size.family.lower()))
    return tuple(tier for tier in tiers if tier is not None)


def tight_tiers(size: Size, usages: Mapping[str, Quota]) -> tuple[Quota, ...]:
    """The tiers of quota that do not leave enough for one machine of `size`."""
    return tuple(tier for tier in quota_for(size, usages) if tier.left < size.cores)


def _size(sku: ResourceSku, region: str) -> Size:
    able = {str(c.name): str(c.value) for c in sku.capabilities or ()}
    # the service's oldest answers name no generation: those sizes start the first only
    generations = tuple(able.get("HyperVGenerations", "V1").split(","))
    return Size(
        name=str(sku.name),
        family=str(sku.family or ""),
        cores=_number(able.get("vCPUsAvailable") or able.get("vCPUs", "0")),
        memory_gib=float(able.get("MemoryGB", "0")),
        trusted_launch="V2" in generations and able.get("TrustedLaunchDisabled") != "True",
        restriction=_restriction(sku, region, able),
        gpus=_number(able.get("GPUs", "0")),
        generations=generations,
        temporary_disk=_number(able.get("MaxResourceVolumeMB", "0")) > 0,
    )


def _is_in(sku: ResourceSku, region: str) -> bool:
    """The service filters by region, but its oldest versions do not."""
    places = [place.lower() for place in sku.locations or ()]
    return not places or region.lower() in places


def _restriction(sku: ResourceSku, region: str, able: Mapping[str, str]) -> str:
    """Why the size cannot be had in the whole region; restrictions of single zones do not count."""
    if able.get("CpuArchitectureType", _PROCESSOR).lower() != _PROCESSOR:
        return OTHER_PROCESSOR
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
