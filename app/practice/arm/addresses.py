"""Public addresses, their DNS labels, and the check whether a label is free."""

from __future__ import annotations

import copy
import ipaddress
import re
import secrets
import uuid

from app.practice import durations
from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route, provider_path
from app.practice.arm.network_operations import NAME_PATTERN, NetworkOperations
from app.practice.arm.references import ADDRESS, References
from app.practice.arm.resources import (
    checked_tags,
    find,
    listed,
    new_or_changed,
    normal_location,
    page,
    require,
    settable,
    shown,
)
from app.practice.arm.usage import address_limit
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.state import Resource

_READ_ONLY = ("provisioningState", "resourceGuid", "ipAddress", "ipConfiguration")
_LABEL = r"[a-z][a-z0-9\-]{1,61}[a-z0-9]"
POOL = ipaddress.ip_network("198.18.0.0/15")
"""Addresses for tests of network devices: never those of a real host on the internet."""


def fqdn(label: str, region: str) -> str:
    """The name of a label. Browsers resolve all of `localhost` to this computer."""
    return f"{label}.{region}.practice.localhost"


class Addresses:
    def __init__(self, cloud: Cloud, operations: NetworkOperations) -> None:
        self._cloud = cloud
        self._operations = operations

    def routes(self) -> list[Route]:
        one = provider_path(ADDRESS) + "/{name}"
        check = "/providers/Microsoft.Network/locations/{location}/CheckDnsNameAvailability"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.set_tags),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(ADDRESS), self.index),
            Route("GET", provider_path(ADDRESS, in_group=False), self.index),
            Route("GET", SUBSCRIPTION + check, self.check_label),
        ]

    def put(self, call: Call) -> Reply:
        address, new = new_or_changed(self._cloud, call, ADDRESS, NAME_PATTERN)
        body = call.object_body()
        kept = address.properties
        properties = settable(body.get("properties"), _READ_ONLY)
        sku = {"name": "Standard", "tier": "Regional", **(body.get("sku") or {})}
        _check_kind(address, sku, properties)
        if new:
            self._check_count(address.location)
        self._set_label(address, properties)
        properties.setdefault("publicIPAddressVersion", "IPv4")
        properties.setdefault("publicIPAllocationMethod", "Static")
        properties.setdefault("idleTimeoutInMinutes", 4)
        properties.setdefault("ipTags", [])
        properties.setdefault("ddosSettings", {"protectionMode": "VirtualNetworkInherited"})
        properties["ipAddress"] = kept.get("ipAddress") or self._free_ip()
        properties["resourceGuid"] = kept.get("resourceGuid") or str(uuid.uuid4())
        address.body["properties"] = properties
        address.body["sku"] = sku
        if "zones" in body:
            address.body["zones"] = list(body["zones"] or [])
        headers = self._operations.put(
            call, address, new=new, seconds=durations.ADDRESS, retry_after=1
        )
        return Reply(201 if new else 200, self._show(address), headers)

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(require(self._cloud, call, ADDRESS)))

    def index(self, call: Call) -> Reply:
        references = References(self._cloud.state)
        return page(self._show(a, references) for a in listed(self._cloud, call, ADDRESS))

    def set_tags(self, call: Call) -> Reply:
        address = require(self._cloud, call, ADDRESS)
        address.body["tags"] = checked_tags(call.object_body().get("tags"))
        self._operations.put_at_once(address)
        return Reply(200, self._show(address))

    def delete(self, call: Call) -> Reply:
        address = find(self._cloud, call, ADDRESS)
        user = (
            References(self._cloud.state).user_of_address.get(address.id.lower())
            if address
            else None
        )
        if address is not None and user is not None:
            raise ArmError(
                400,
                "PublicIPAddressCannotBeDeleted",
                f"Public IP address {address.id} can not be deleted since it is still allocated "
                f"to resource {user[1]['id']}. In order to delete the public IP, "
                "disassociate/detach the Public IP address from the resource.  To learn how to do "
                "this, see aka.ms/deletepublicip.",
                details=[],
            )
        return self._operations.delete(call, address)

    def check_label(self, call: Call) -> Reply:
        label = call.query.get("domainnamelabel", "")
        region = normal_location(call.params["location"])
        if not re.fullmatch(_LABEL, label):
            raise _invalid_label(label)
        taken = self._holder(label, region) is not None or _is_reserved(label)
        return Reply(200, {"available": not taken})

    def _set_label(self, address: Resource, properties: JsonObject) -> None:
        sent = properties.get("dnsSettings")
        settings: JsonObject = sent if isinstance(sent, dict) else {}
        label = settings.get("domainNameLabel")
        if not label:
            properties.pop("dnsSettings", None)
            return
        if not re.fullmatch(_LABEL, label):
            raise _invalid_label(label)
        if _is_reserved(label):
            raise ArmError(
                400,
                "DomainNameLabelReserved",
                f"The domain name label {label} is invalid. The name itself or part of the name "
                "is a reserved word such as a trademark. Please use a different name.",
                details=[],
            )
        name = fqdn(label, address.location)
        holder = self._holder(label, address.location)
        other = holder is not None and holder.id.lower() != address.id.lower()
        if other or self._cloud.faults.take("label-taken"):
            raise ArmError(
                400,
                "DnsRecordInUse",
                f"DNS record {name} is already used by another public IP.",
                details=[],
            )
        properties["dnsSettings"] = {**settings, "domainNameLabel": label, "fqdn": name}

    def _holder(self, label: str, region: str) -> Resource | None:
        for address in self._cloud.state.of_type(ADDRESS):
            settings = address.properties.get("dnsSettings") or {}
            if address.location == region and settings.get("domainNameLabel") == label:
                return address
        return None

    def _check_count(self, location: str) -> None:
        limit = address_limit(self._cloud)
        count = sum(a.location == location for a in self._cloud.state.of_type(ADDRESS))
        if count >= limit:
            raise ArmError(
                400,
                "PublicIPCountLimitReached",
                f"Cannot create more than {limit} public IP addresses for this subscription in "
                "this region.",
                details=[],
            )

    def _free_ip(self) -> str:
        used = {a.properties.get("ipAddress") for a in self._cloud.state.of_type(ADDRESS)}
        while True:
            number = secrets.randbelow(POOL.num_addresses)
            address = str(POOL[number])
            if number % 256 not in (0, 255) and address not in used:
                return address

    def _show(self, address: Resource, references: References | None = None) -> JsonObject:
        references = references or References(self._cloud.state)
        properties = copy.deepcopy(address.properties)
        user = references.user_of_address.get(address.id.lower())
        if user is not None:
            properties["ipConfiguration"] = {"id": user[1]["id"]}
        return shown(address, properties)


def _is_reserved(label: str) -> bool:
    """learn.microsoft.com, "Resolve errors for reserved resource names"."""
    return any(word in label for word in ("microsoft", "windows")) or label.startswith("login")


def _invalid_label(label: str) -> ArmError:
    return ArmError(
        400,
        "InvalidDomainNameLabel",
        f"The domain name label {label} is invalid. It must conform to the following regular "
        "expression: ^[a-z][a-z0-9-]{1,61}[a-z0-9]$.",
        details=[],
    )


def _check_kind(address: Resource, sku: JsonObject, properties: JsonObject) -> None:
    if str(sku["name"]).lower() == "basic":
        raise ArmError(
            400,
            "IPv4BasicSkuPublicIpCountLimitReached",
            "Cannot create more than 0 IPv4 Basic SKU public IP addresses for this subscription "
            "in this region.",
            details=[],
        )
    if str(properties.get("publicIPAllocationMethod", "Static")).lower() != "static":
        raise ArmError(
            400,
            "PublicIPAndSkuAllocationMethodMismatch",
            f"Standard sku publicIp {address.id} must have AllocationMethod set to Static.",
            details=[],
        )
