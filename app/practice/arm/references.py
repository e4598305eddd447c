"""Who refers to whom. Computed from the referring side, so that it can never be stale."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from app.practice.arm.resources import same_id
from app.practice.errors import JsonObject
from app.practice.state import Resource, State

NETWORK = "Microsoft.Network/virtualNetworks"
SECURITY_GROUP = "Microsoft.Network/networkSecurityGroups"
ADDRESS = "Microsoft.Network/publicIPAddresses"
INTERFACE = "Microsoft.Network/networkInterfaces"
MACHINE = "Microsoft.Compute/virtualMachines"
DISK = "Microsoft.Compute/disks"


def id_in(value: object) -> str:
    """The lower-case id of a kept reference; "" where there is none."""
    return str(value["id"]).lower() if isinstance(value, dict) and "id" in value else ""


class References:
    """One look at the state: make a new one for each call. All ids are given as kept."""

    def __init__(self, state: State) -> None:
        self._state = state

    @cached_property
    def _interfaces(self) -> list[Resource]:
        return self._state.of_type(INTERFACE)

    @cached_property
    def machine_of_interface(self) -> dict[str, Resource]:
        """By the interface's id in lower case."""
        found = {}
        for machine in self._state.of_type(MACHINE):
            profile = machine.properties.get("networkProfile", {})
            for interface in profile.get("networkInterfaces", []):
                found[id_in(interface)] = machine
        return found

    @cached_property
    def configurations_of_subnet(self) -> dict[str, list[JsonObject]]:
        """IP configurations by the subnet's id in lower case."""
        found: dict[str, list[JsonObject]] = defaultdict(list)
        for interface in self._interfaces:
            for configuration in interface.properties["ipConfigurations"]:
                found[id_in(configuration["properties"].get("subnet"))].append(configuration)
        return found

    @cached_property
    def user_of_address(self) -> dict[str, tuple[Resource, JsonObject]]:
        """Interface and IP configuration, by the public address's id in lower case."""
        found = {}
        for interface in self._interfaces:
            for configuration in interface.properties["ipConfigurations"]:
                address = id_in(configuration["properties"].get("publicIPAddress"))
                if address:
                    found[address] = (interface, configuration)
        return found

    @cached_property
    def interfaces_of_security_group(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for interface in self._interfaces:
            found[id_in(interface.properties.get("networkSecurityGroup"))].append(interface.id)
        return found

    @cached_property
    def subnets_of_security_group(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = defaultdict(list)
        for network in self._state.of_type(NETWORK):
            for subnet in network.properties["subnets"]:
                found[id_in(subnet["properties"].get("networkSecurityGroup"))].append(subnet["id"])
        return found

    def subnet(self, subnet_id: str) -> tuple[Resource, JsonObject] | None:
        """The network and the subnet of that id."""
        network = self._state.get(subnet_id.rsplit("/", 2)[0])
        if network is None or network.type != NETWORK:
            return None
        for subnet in network.properties["subnets"]:
            if same_id(subnet["id"], subnet_id):
                return network, subnet
        return None
