"""Quotas: how much of each is used and how much there may be, per region."""

from __future__ import annotations

from typing import Any

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.references import ADDRESS, INTERFACE, MACHINE, NETWORK, SECURITY_GROUP
from app.practice.arm.resources import normal_location
from app.practice.arm.sizes import Size, size_named
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import ArmError, JsonObject

_COUNTED = {
    "VirtualNetworks": NETWORK,
    "StaticPublicIPAddresses": ADDRESS,
    "NetworkSecurityGroups": SECURITY_GROUP,
    "PublicIPAddresses": ADDRESS,
    "NetworkInterfaces": INTERFACE,
    "StandardSkuPublicIpAddresses": ADDRESS,
}


def limit(cloud: Cloud, name: str, usual: int) -> int:
    """The quota `name`: `usual`, unless a control call set another."""
    return int((cloud.state.meta("limits") or {}).get(name, usual))


def address_limit(cloud: Cloud) -> int:
    usual = {name: value for name, _, value in load("quotas")["network"]}
    return limit(cloud, "PublicIPAddresses", usual["PublicIPAddresses"])


class Usages:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        compute = "/providers/Microsoft.Compute/locations/{location}/usages"
        network = "/providers/Microsoft.Network/locations/{location}/usages"
        return [
            Route("GET", SUBSCRIPTION + compute, self.compute),
            Route("GET", SUBSCRIPTION + network, self.network),
        ]

    def compute(self, call: Call) -> Reply:
        region = normal_location(call.params["location"])
        quotas = load("quotas")
        cores, families, machines = self._used(region)
        rows: list[tuple[str, str, int, int]] = [
            ("availabilitySets", "Availability Sets", 0, 2500),
            ("cores", "Total Regional vCPUs", cores, limit(self._cloud, "cores", quotas["cores"])),
            ("virtualMachines", "Virtual Machines", machines, quotas["virtualMachines"]),
        ]
        for family, (title, usual) in quotas["families"].items():
            rows.append((family, title, families.get(family, 0), limit(self._cloud, family, usual)))
        return Reply(200, {"value": [_compute_row(*row) for row in rows]})

    def network(self, call: Call) -> Reply:
        region = normal_location(call.params["location"])
        values = []
        for name, title, usual in load("quotas")["network"]:
            resources = self._cloud.state.of_type(_COUNTED[name]) if name in _COUNTED else []
            place = (
                f"/subscriptions/{self._cloud.identity.subscription}/providers/Microsoft.Network"
                f"/locations/{region}/usages/{name}"
            )
            values.append(
                {
                    "currentValue": sum(r.location == region for r in resources),
                    "id": place,
                    "limit": limit(self._cloud, name, usual),
                    "name": {"localizedValue": title, "value": name},
                    "unit": "Count",
                }
            )
        return Reply(200, {"value": values})

    def require_cores(
        self, size: Size, region: str, freed: Size | None = None, *, besides: int = 0
    ) -> None:
        """Raises the service's refusal where `size` would exceed a quota of `region`.

        `freed` is the size that it takes the place of; `besides` are the cores of what is to
        be made together with it.
        """
        quotas = load("quotas")
        cores, families, _ = self._used(region)
        cores += besides
        family_title, family_usual = quotas["families"][size.family]
        if freed is not None:
            cores -= freed.vcpus
            families[freed.family] -= freed.vcpus
        checks = [
            ("Total Regional Cores", cores, limit(self._cloud, "cores", quotas["cores"])),
            (
                family_title.replace("vCPUs", "Cores"),
                families.get(size.family, 0),
                limit(self._cloud, size.family, family_usual),
            ),
        ]
        for what, used, most in checks:
            if used + size.vcpus > most:
                raise quota_exceeded(what, region, most, used, size.vcpus)
        if self._cloud.faults.take("quota"):
            raise quota_exceeded("Total Regional Cores", region, cores, cores, size.vcpus)

    def _used(self, region: str) -> tuple[int, dict[str, int], int]:
        """Cores, cores by family, machines. Deallocated machines count too."""
        cores, machines = 0, 0
        families: dict[str, int] = {}
        for machine in self._cloud.state.of_type(MACHINE):
            size = size_named(machine.properties["hardwareProfile"]["vmSize"])
            if machine.location == region and size is not None:
                machines += 1
                cores += size.vcpus
                families[size.family] = families.get(size.family, 0) + size.vcpus
        return cores, families, machines


def _compute_row(name: str, title: str, used: int, most: int) -> JsonObject:
    row: dict[str, Any] = {
        "limit": most,
        "unit": "Count",
        "currentValue": used,
        "name": {"value": name, "localizedValue": title},
    }
    return row


def quota_exceeded(what: str, region: str, most: int, used: int, more: int) -> ArmError:
    return ArmError(
        409,
        "OperationNotAllowed",
        f"Operation could not be completed as it results in exceeding approved {what} quota. "
        f"Additional details - Deployment Model: Resource Manager, Location: {region}, Current "
        f"Limit: {most}, Current Usage: {used}, Additional Required: {more}, (Minimum) New Limit "
        f"Required: {used + more}. Setup Alerts when Quota reaches threshold. Learn more at "
        "https://aka.ms/quotamonitoringalerting . Submit a request for Quota increase at "
        "https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView/"
        "Parameters/",
    )
