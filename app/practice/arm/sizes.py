"""Machine sizes: the list of SKUs, the sizes of a region, and what restricts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.resources import normal_location, region_names
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import JsonObject

_OS_DISK_MB = 1047552


@dataclass(frozen=True)
class Size:
    """A row of `data/sizes.json`."""

    name: str
    size: str
    family: str
    vcpus: int
    memory_gb: float
    data_disks: int
    temp_disk_mb: int
    generations: str
    trusted_launch: bool
    architecture: str
    interfaces: int
    accelerated_networking: bool
    gpus: int
    price_usd_hour: float
    restricted_in: list[str]


@cache
def sizes() -> tuple[Size, ...]:
    return tuple(Size(**row) for row in load("sizes"))


def size_named(name: object) -> Size | None:
    """The size of that name in whatever letter case."""
    return next((s for s in sizes() if s.name.lower() == str(name).lower()), None)


class Sizes:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        region = "/providers/Microsoft.Compute/locations/{location}/vmSizes"
        return [
            Route("GET", SUBSCRIPTION + "/providers/Microsoft.Compute/skus", self.skus),
            Route("GET", SUBSCRIPTION + region, self.of_region),
        ]

    def skus(self, call: Call) -> Reply:
        wanted = re.fullmatch(r"\s*location eq '([^']*)'\s*", call.query.get("$filter", ""))
        regions = [normal_location(wanted[1])] if wanted else region_names()
        values = [
            _sku(size, region) for region in regions if region in region_names() for size in sizes()
        ]
        return Reply(200, {"value": values})

    def of_region(self, _call: Call) -> Reply:
        return Reply(200, {"value": [size_row(size) for size in sizes()]})


def size_row(size: Size) -> JsonObject:
    return {
        "name": size.name,
        "numberOfCores": size.vcpus,
        "osDiskSizeInMB": _OS_DISK_MB,
        "resourceDiskSizeInMB": size.temp_disk_mb,
        "memoryInMB": int(size.memory_gb * 1024),
        "maxDataDiskCount": size.data_disks,
    }


def _sku(size: Size, region: str) -> JsonObject:
    capabilities = {
        "MaxResourceVolumeMB": size.temp_disk_mb,
        "OSVhdSizeMB": _OS_DISK_MB,
        "vCPUs": size.vcpus,
        "MemoryPreservingMaintenanceSupported": True,
        "HyperVGenerations": size.generations,
        "MemoryGB": size.memory_gb,
        "MaxDataDiskCount": size.data_disks,
        "CpuArchitectureType": size.architecture,
        "LowPriorityCapable": True,
        "PremiumIO": True,
        "VMDeploymentTypes": "IaaS",
        "vCPUsAvailable": size.vcpus,
        "vCPUsPerCore": 1 if size.family.startswith("standardB") else 2,
        "EncryptionAtHostSupported": True,
        "AcceleratedNetworkingEnabled": size.accelerated_networking,
        "RdmaEnabled": False,
        "MaxNetworkInterfaces": size.interfaces,
    }
    if size.gpus:
        capabilities["GPUs"] = size.gpus
    if not size.trusted_launch:
        capabilities["TrustedLaunchDisabled"] = True
    restrictions = []
    if region in size.restricted_in:
        restrictions = [
            {
                "type": "Location",
                "values": [region],
                "restrictionInfo": {"locations": [region]},
                "reasonCode": "NotAvailableForSubscription",
            }
        ]
    return {
        "resourceType": "virtualMachines",
        "name": size.name,
        "tier": "Standard",
        "size": size.size,
        "family": size.family,
        "locations": [region],
        "locationInfo": [{"location": region, "zones": ["1", "2", "3"], "zoneDetails": []}],
        "capabilities": [
            {"name": name, "value": f"{value:g}" if isinstance(value, float) else str(value)}
            for name, value in capabilities.items()
        ],
        "restrictions": restrictions,
    }
