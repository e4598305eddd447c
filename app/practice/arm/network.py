"""Virtual networks and their subnets."""

from __future__ import annotations

import copy
import ipaddress
import uuid
from typing import Any

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.network_operations import NAME_PATTERN, NetworkOperations
from app.practice.arm.references import NETWORK, SECURITY_GROUP, References
from app.practice.arm.resources import (
    checked_tags,
    find,
    listed,
    new_or_changed,
    page,
    reference,
    require,
    require_group,
    resource_id,
    settable,
    shown,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, parent_not_found
from app.practice.state import Resource

SUBNET = NETWORK + "/subnets"
_READ_ONLY = ("provisioningState", "resourceGuid", "subnets", "virtualNetworkPeerings")
_SUBNET_READ_ONLY = (
    "provisioningState",
    "ipConfigurations",
    "ipConfigurationProfiles",
    "privateEndpoints",
    "resourceNavigationLinks",
    "serviceAssociationLinks",
    "purpose",
)


class Networks:
    def __init__(self, cloud: Cloud, operations: NetworkOperations) -> None:
        self._cloud = cloud
        self._operations = operations

    def routes(self) -> list[Route]:
        one = provider_path(NETWORK) + "/{name}"
        subnet = one + "/subnets/{subnet}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.set_tags),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(NETWORK), self.index),
            Route("GET", provider_path(NETWORK, in_group=False), self.index),
            Route("PUT", subnet, self.put_subnet),
            Route("GET", subnet, self.get_subnet),
            Route("DELETE", subnet, self.delete_subnet),
            Route("GET", one + "/subnets", self.list_subnets),
        ]

    def put(self, call: Call) -> Reply:
        network, new = new_or_changed(self._cloud, call, NETWORK, NAME_PATTERN)
        sent = call.object_body().get("properties") or {}
        kept = network.properties
        properties = settable(sent, _READ_ONLY)
        properties["resourceGuid"] = kept.get("resourceGuid") or str(uuid.uuid4())
        properties.setdefault("enableDdosProtection", False)
        properties["virtualNetworkPeerings"] = []
        space = properties.get("addressSpace")
        prefixes = space.get("addressPrefixes") if isinstance(space, dict) else None
        if not prefixes:
            raise ArmError(
                400,
                "InvalidRequestFormat",
                "Cannot parse the request.",
                details=[
                    {
                        "code": "MissingJsonProperty",
                        "message": "Required property 'addressSpace' not found in JSON.",
                    }
                ],
            )
        for prefix in prefixes:
            _network_of(prefix, network.id)
        before = kept.get("subnets", [])
        network.body["properties"] = properties
        properties["subnets"] = [
            self._subnet(network, item.get("name", ""), item.get("properties"), before)
            for item in sent.get("subnets") or ([] if "subnets" in sent else before)
        ]
        left = {subnet["id"].lower() for subnet in properties["subnets"]}
        for subnet in before:
            if subnet["id"].lower() not in left:
                self._refuse_if_used(subnet)
        _check_ranges(network)
        return self._store(call, network, new=new)

    def put_subnet(self, call: Call) -> Reply:
        network = self._parent(call, "write")
        self._operations.refuse_if_busy(call, network)
        subnets = network.properties["subnets"]
        name = call.params["subnet"]
        subnet = self._subnet(network, name, call.object_body().get("properties"), subnets)
        others = [s for s in subnets if s["id"].lower() != subnet["id"].lower()]
        new = len(others) == len(subnets)
        network.properties["subnets"] = [*others, subnet]
        _check_ranges(network)
        headers = self._operations.put(
            call, network, new=True, seconds=durations.NETWORK, retry_after=3
        )
        return Reply(201 if new else 200, self._show_subnet(subnet), headers)

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(require(self._cloud, call, NETWORK)))

    def index(self, call: Call) -> Reply:
        references = References(self._cloud.state)
        return page(self._show(n, references) for n in listed(self._cloud, call, NETWORK))

    def set_tags(self, call: Call) -> Reply:
        network = require(self._cloud, call, NETWORK)
        network.body["tags"] = checked_tags(call.object_body().get("tags"))
        self._operations.put_at_once(network)
        return Reply(200, self._show(network))

    def delete(self, call: Call) -> Reply:
        network = find(self._cloud, call, NETWORK)
        for subnet in network.properties["subnets"] if network else ():
            self._refuse_if_used(subnet)
        return self._operations.delete(call, network)

    def get_subnet(self, call: Call) -> Reply:
        subnet = self._find_subnet(require(self._cloud, call, NETWORK), call.params["subnet"])
        if subnet is None:
            raise ArmError(404, "NotFound", f"Resource {call.path} not found.", details=[])
        return Reply(200, self._show_subnet(subnet))

    def list_subnets(self, call: Call) -> Reply:
        network = require(self._cloud, call, NETWORK)
        return page(self._show_subnet(s) for s in network.properties["subnets"])

    def delete_subnet(self, call: Call) -> Reply:
        network = self._parent(call, "delete")
        subnet = self._find_subnet(network, call.params["subnet"])
        if subnet is None:
            return Reply(204)
        self._refuse_if_used(subnet)
        return self._operations.delete(call, network, subnet["id"])

    # parts

    def _store(self, call: Call, network: Resource, *, new: bool) -> Reply:
        headers = self._operations.put(
            call, network, new=new, seconds=durations.NETWORK, retry_after=3
        )
        return Reply(201 if new else 200, self._show(network), headers)

    def _parent(self, call: Call, action: str) -> Resource:
        group = require_group(self._cloud, call.group, writing=action == "write")
        network_id = resource_id(self._cloud, group.name, NETWORK, call.params["name"])
        network = self._cloud.state.get(network_id)
        if network is None:
            raise parent_not_found(action, "virtualNetworks/subnets", network_id)
        return network

    def _find_subnet(self, network: Resource, name: str) -> JsonObject | None:
        for subnet in network.properties["subnets"]:
            if subnet["name"].lower() == name.lower():
                found: JsonObject = subnet
                return found
        return None

    def _subnet(
        self, network: Resource, name: str, sent: Any, before: list[JsonObject]
    ) -> JsonObject:
        subnet_id = f"{network.id}/subnets/{name}"
        properties = settable(sent, _SUBNET_READ_ONLY)
        prefixes = properties.get("addressPrefixes") or [properties.get("addressPrefix", "")]
        for prefix in prefixes:
            _network_of(prefix, subnet_id)
        group = reference(properties.get("networkSecurityGroup"), "networkSecurityGroup")
        if group:
            user = Resource(subnet_id, SUBNET, network.group, name, {"location": network.location})
            self._operations.provisioned(
                group, user, "PutNetworkSecurityGroupOperation", SECURITY_GROUP
            )
        properties.setdefault("delegations", [])
        properties.setdefault("privateEndpointNetworkPolicies", "Disabled")
        properties.setdefault("privateLinkServiceNetworkPolicies", "Enabled")
        same = next((s for s in before if s["id"].lower() == subnet_id.lower()), None)
        if same is not None and _prefixes(same["properties"]) != _prefixes(properties):
            self._refuse_if_used(same)
        return {
            "name": name if same is None else same["name"],
            "id": subnet_id if same is None else same["id"],
            "type": SUBNET,
            "properties": properties,
        }

    def _refuse_if_used(self, subnet: JsonObject) -> None:
        users = References(self._cloud.state).configurations_of_subnet.get(subnet["id"].lower())
        if users:
            raise ArmError(
                400,
                "InUseSubnetCannotBeDeleted",
                f"Subnet {subnet['name']} is in use by {users[0]['id']} and cannot be deleted. In "
                "order to delete the subnet, delete all the resources within the subnet. See "
                "aka.ms/deletesubnet.",
                details=[],
            )

    def _show(self, network: Resource, references: References | None = None) -> JsonObject:
        references = references or References(self._cloud.state)
        properties = dict(network.properties)
        properties["subnets"] = [self._show_subnet(s, references) for s in properties["subnets"]]
        return shown(network, properties)

    def _show_subnet(self, subnet: JsonObject, references: References | None = None) -> JsonObject:
        references = references or References(self._cloud.state)
        body = copy.deepcopy(subnet)
        users = references.configurations_of_subnet.get(subnet["id"].lower())
        if users:
            body["properties"]["ipConfigurations"] = [{"id": user["id"]} for user in users]
        return body


def _prefixes(properties: JsonObject) -> list[str]:
    return list(properties.get("addressPrefixes") or [properties.get("addressPrefix", "")])


def _network_of(prefix: Any, owner_id: str) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
    try:
        return ipaddress.ip_network(prefix)
    except (ValueError, TypeError) as error:
        raise ArmError(
            400,
            "InvalidAddressPrefixFormat",
            f"Address prefix {prefix} of resource {owner_id} is not formatted correctly. It "
            "should follow CIDR notation, for example 10.0.0.0/24.",
            details=[],
        ) from error


def _check_ranges(network: Resource) -> None:
    spaces = [
        _network_of(prefix, network.id)
        for prefix in network.properties["addressSpace"]["addressPrefixes"]
    ]
    seen: list[tuple[str, ipaddress.IPv4Network | ipaddress.IPv6Network]] = []
    for subnet in network.properties["subnets"]:
        for prefix in _prefixes(subnet["properties"]):
            part = _network_of(prefix, subnet["id"])
            if not any(_inside(part, space) for space in spaces):
                raise ArmError(
                    400,
                    "NetcfgSubnetRangeOutsideVnet",
                    f"Subnet '{subnet['name']}' is not valid because its IP address range is "
                    f"outside the IP address range of virtual network '{network.name}'.",
                    details=[],
                )
            for name, other in seen:
                if part.version == other.version and part.overlaps(other):
                    raise ArmError(
                        400,
                        "NetcfgSubnetRangesOverlap",
                        f"Subnet '{subnet['name']}' is not valid because its IP address range "
                        f"overlaps with that of an existing subnet '{name}' in virtual network "
                        f"'{network.name}'.",
                        details=[],
                    )
            seen.append((subnet["name"], part))


def _inside(
    part: ipaddress.IPv4Network | ipaddress.IPv6Network,
    space: ipaddress.IPv4Network | ipaddress.IPv6Network,
) -> bool:
    if isinstance(part, ipaddress.IPv4Network) and isinstance(space, ipaddress.IPv4Network):
        return part.subnet_of(space)
    if isinstance(part, ipaddress.IPv6Network) and isinstance(space, ipaddress.IPv6Network):
        return part.subnet_of(space)
    return False
