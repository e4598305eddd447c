"""Network interfaces: a private address in a subnet, and perhaps a public one."""

from __future__ import annotations

import copy
import ipaddress
import uuid
from typing import Any

from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.network_operations import NAME_PATTERN, NetworkOperations
from app.practice.arm.private_addresses import private_address
from app.practice.arm.references import ADDRESS, INTERFACE, SECURITY_GROUP, References, id_in
from app.practice.arm.resources import (
    SUCCEEDED,
    checked_tags,
    find,
    listed,
    new_or_changed,
    page,
    reference,
    require,
    settable,
    shown,
)
from app.practice.cloud import Cloud
from app.practice.errors import (
    ArmError,
    JsonObject,
    invalid_parameter,
    reference_not_found,
    reference_not_provisioned,
)
from app.practice.state import Resource

_READ_ONLY = (
    "provisioningState",
    "resourceGuid",
    "virtualMachine",
    "macAddress",
    "primary",
    "hostedWorkloads",
    "tapConfigurations",
    "vnetEncryptionSupported",
    "defaultOutboundConnectivityEnabled",
)


class Interfaces:
    def __init__(self, cloud: Cloud, operations: NetworkOperations) -> None:
        self._cloud = cloud
        self._operations = operations

    def routes(self) -> list[Route]:
        one = provider_path(INTERFACE) + "/{name}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.set_tags),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(INTERFACE), self.index),
            Route("GET", provider_path(INTERFACE, in_group=False), self.index),
        ]

    def put(self, call: Call) -> Reply:
        interface, new = new_or_changed(self._cloud, call, INTERFACE, NAME_PATTERN)
        kept = interface.properties
        properties = settable(call.object_body().get("properties"), _READ_ONLY)
        sent = properties.get("ipConfigurations")
        if not isinstance(sent, list) or not sent:
            raise ArmError(
                400,
                "NetworkInterfaceMustHaveAtLeastOneIpConfiguration",
                f"Network interface {interface.id} must have at least one IP configuration.",
                details=[],
            )
        references = References(self._cloud.state)
        before = kept.get("ipConfigurations", [])
        properties["ipConfigurations"] = [
            self._configuration(interface, item, before, references, first=number == 0)
            for number, item in enumerate(sent)
        ]
        group = reference(properties.get("networkSecurityGroup"), "networkSecurityGroup")
        if group:
            self._operations.provisioned(
                group, interface, "PutNetworkSecurityGroupOperation", SECURITY_GROUP
            )
        _complete(properties, kept)
        interface.body["properties"] = properties
        interface.body["kind"] = "Regular"
        if not new:
            self._operations.refuse_if_busy(call, interface)
        self._operations.put_at_once(interface)
        if not new:
            self._open_addresses(interface)
        return Reply(201 if new else 200, self._show(interface))

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(require(self._cloud, call, INTERFACE)))

    def index(self, call: Call) -> Reply:
        references = References(self._cloud.state)
        return page(self._show(i, references) for i in listed(self._cloud, call, INTERFACE))

    def set_tags(self, call: Call) -> Reply:
        interface = require(self._cloud, call, INTERFACE)
        interface.body["tags"] = checked_tags(call.object_body().get("tags"))
        self._operations.put_at_once(interface)
        return Reply(200, self._show(interface))

    def delete(self, call: Call) -> Reply:
        interface = find(self._cloud, call, INTERFACE)
        if interface is not None:
            machine = References(self._cloud.state).machine_of_interface.get(interface.id.lower())
            if machine is not None:
                raise ArmError(
                    400,
                    "NicInUse",
                    f"Network Interface {interface.id} is used by existing resource {machine.id}. "
                    "In order to delete the network interface, it must be dissociated from the "
                    "resource. To learn more, see aka.ms/deletenic.",
                    details=[],
                )
        return self._operations.delete(call, interface)

    # parts

    def _open_addresses(self, interface: Resource) -> None:
        """A machine that has its interface already may just have got a public address."""
        machines = References(self._cloud.state).machine_of_interface
        for configuration in interface.properties["ipConfigurations"]:
            public = id_in(configuration["properties"].get("publicIPAddress"))
            address = self._cloud.state.get(public)
            if address is not None and interface.id.lower() in machines:
                self._cloud.edge.open(address)
                self._cloud.state.put(address)

    def _configuration(
        self,
        interface: Resource,
        sent: Any,
        before: list[JsonObject],
        references: References,
        *,
        first: bool,
    ) -> JsonObject:
        name = sent.get("name", "") if isinstance(sent, dict) else ""
        if not name:
            raise invalid_parameter("ipConfigurations.name")
        own_id = f"{interface.id}/ipConfigurations/{name}"
        properties = settable(sent.get("properties"), ("provisioningState",))
        same = next((c for c in before if c["id"].lower() == own_id.lower()), None)
        network = self._check_subnet(interface, properties, references)
        self._check_public(interface, own_id, properties, references)
        properties.setdefault("privateIPAllocationMethod", "Dynamic")
        properties.setdefault("privateIPAddressVersion", "IPv4")
        properties.setdefault("primary", first)
        properties["privateIPAddress"] = private_address(
            network, own_id, properties, same, references
        )
        return {
            "name": name,
            "id": own_id,
            "type": INTERFACE + "/ipConfigurations",
            "properties": properties,
        }

    def _check_subnet(
        self, interface: Resource, properties: JsonObject, references: References
    ) -> ipaddress.IPv4Network | ipaddress.IPv6Network:
        subnet_id = reference(properties.get("subnet"), "subnet")
        found = references.subnet(subnet_id) if subnet_id else None
        if found is None or found[0].location != interface.location:
            raise reference_not_found(subnet_id, interface.id)
        subnet = found[1]
        state = subnet["properties"]["provisioningState"]
        if state != SUCCEEDED:
            operation = "PutSubnetOperation"
            raise reference_not_provisioned(subnet["id"], interface.id, state, operation)
        properties["subnet"] = {"id": subnet["id"]}
        own = subnet["properties"]
        return ipaddress.ip_network((own.get("addressPrefixes") or [own["addressPrefix"]])[0])

    def _check_public(
        self,
        interface: Resource,
        own_id: str,
        properties: JsonObject,
        references: References,
    ) -> None:
        public = properties.get("publicIPAddress")
        public_id = reference(public, "publicIPAddress")
        if not public_id or not isinstance(public, dict):
            return
        address = self._operations.provisioned(
            public_id, interface, "PutPublicIpAddressOperation", ADDRESS
        )
        user = references.user_of_address.get(address.id.lower())
        if user is not None and user[1]["id"].lower() != own_id.lower():
            raise ArmError(
                400,
                "PublicIPAddressInUse",
                f"Resource {own_id} is referencing public IP address {address.id} that is already "
                f"allocated to resource {user[1]['id']}.",
                details=[],
            )
        kept: JsonObject = {"id": address.id}
        # Newer API versions let the interface say what becomes of its address.
        option = public.get("deleteOption") or (public.get("properties") or {}).get("deleteOption")
        if option:
            kept["properties"] = {"deleteOption": option}
        properties["publicIPAddress"] = kept

    def _show(self, interface: Resource, references: References | None = None) -> JsonObject:
        references = references or References(self._cloud.state)
        properties = copy.deepcopy(interface.properties)
        machine = references.machine_of_interface.get(interface.id.lower())
        if machine is not None:
            properties["virtualMachine"] = {"id": machine.id}
            properties["macAddress"] = _mac(properties["resourceGuid"])
            properties["primary"] = True
        return shown(interface, properties)


def _complete(properties: JsonObject, kept: JsonObject) -> None:
    properties["resourceGuid"] = kept.get("resourceGuid") or str(uuid.uuid4())
    sent = properties.get("dnsSettings") or {}
    properties["dnsSettings"] = {
        "dnsServers": list(sent.get("dnsServers") or []),
        "appliedDnsServers": list(sent.get("dnsServers") or []),
        "internalDomainNameSuffix": "practice.internal.localhost",
    }
    properties.setdefault("enableAcceleratedNetworking", False)
    properties.setdefault("enableIPForwarding", False)
    properties.setdefault("disableTcpStateTracking", False)
    properties["vnetEncryptionSupported"] = False
    properties["hostedWorkloads"] = []
    properties["tapConfigurations"] = []
    properties.setdefault("nicType", "Standard")
    properties.setdefault("auxiliaryMode", "None")
    properties.setdefault("auxiliarySku", "None")


def _mac(guid: str) -> str:
    return "-".join(["00", "0D", "3A", guid[0:2], guid[2:4], guid[4:6]]).upper()
