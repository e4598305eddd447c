"""What a network security group lets through, judged as the service does.

Inbound traffic must pass the group of the subnet and that of the interface, where there are
any. In each, the rules (own and default) are tried in the order of their priority and the
first that fits decides. A Standard public address without any group is closed.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.practice.arm.references import References, id_in
from app.practice.errors import JsonObject
from app.practice.state import Resource, State

USUAL_PORTS = (22, 80, 443)
_MOST_PORTS = 16


@dataclass(frozen=True)
class Connection:
    """A TCP connection from outside."""

    source: str
    destination: str
    port: int


def is_allowed(groups: Iterable[Resource], connection: Connection) -> bool:
    """Whether all `groups` let `connection` in; without a group nothing comes in."""
    verdicts = [_verdict(group, connection) for group in groups]
    return bool(verdicts) and all(verdicts)


def groups_before(
    state: State, references: References, interface: Resource, configuration: JsonObject
) -> list[Resource]:
    """The groups that guard an IP configuration: the subnet's, then the interface's."""
    ids = []
    found = references.subnet(id_in(configuration["properties"].get("subnet")))
    if found is not None:
        ids.append(id_in(found[1]["properties"].get("networkSecurityGroup")))
    ids.append(id_in(interface.properties.get("networkSecurityGroup")))
    groups = [state.get(group_id) for group_id in ids if group_id]
    return [group for group in groups if group is not None]


def named_ports(groups: Iterable[Resource]) -> list[int]:
    """The ports at which a machine behind `groups` may be reached: the usual ones, and
    those that an inbound rule names singly."""
    ports = set(USUAL_PORTS)
    for group in groups:
        for rule in group.properties["securityRules"]:
            properties = rule["properties"]
            if str(properties["direction"]).lower() == "inbound":
                ports |= {
                    int(value)
                    for value in _both(properties, "destinationPortRange", "destinationPortRanges")
                    if value.isdecimal() and 0 < int(value) < 65536
                }
    return sorted(ports)[:_MOST_PORTS]


def _verdict(group: Resource, connection: Connection) -> bool:
    rules = [*group.properties["securityRules"], *group.properties["defaultSecurityRules"]]
    inbound = [
        rule["properties"]
        for rule in rules
        if str(rule["properties"]["direction"]).lower() == "inbound"
    ]
    for rule in sorted(inbound, key=lambda properties: int(properties["priority"])):
        if _fits(rule, connection):
            return str(rule["access"]).lower() == "allow"
    return False


def _fits(rule: JsonObject, connection: Connection) -> bool:
    return (
        str(rule["protocol"]).lower() in ("*", "tcp")
        and any(
            _covers_port(ports, connection.port)
            for ports in _both(rule, "destinationPortRange", "destinationPortRanges")
        )
        and any(
            _covers_source(prefix, connection.source)
            for prefix in _both(rule, "sourceAddressPrefix", "sourceAddressPrefixes")
        )
        and any(
            _covers_destination(prefix, connection.destination)
            for prefix in _both(rule, "destinationAddressPrefix", "destinationAddressPrefixes")
        )
    )


def _both(properties: JsonObject, single: str, many: str) -> Iterator[str]:
    if properties.get(single):
        yield str(properties[single])
    for value in properties.get(many) or ():
        yield str(value)


def _covers_port(ports: str, port: int) -> bool:
    if ports == "*":
        return True
    first, _, last = ports.partition("-")
    return int(first) <= port <= int(last or first)


def _covers_source(prefix: str, source: str) -> bool:
    # Who comes from outside is of the internet, and neither in the network nor a balancer.
    if prefix.lower() in ("*", "any", "internet"):
        return True
    return _is_network(prefix) and ipaddress.ip_address(source) in ipaddress.ip_network(
        prefix, strict=False
    )


def _covers_destination(prefix: str, destination: str) -> bool:
    if prefix.lower() in ("*", "any", "virtualnetwork"):
        return True
    return _is_network(prefix) and ipaddress.ip_address(destination) in ipaddress.ip_network(
        prefix, strict=False
    )


def _is_network(prefix: str) -> bool:
    return "/" in prefix or prefix[:1].isdigit() or ":" in prefix
