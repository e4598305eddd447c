"""Which connections a security group lets in."""

from __future__ import annotations

from typing import Any

import pytest

from app.practice.arm.security_rules import default_rules
from app.practice.filtering import Connection, is_allowed, named_ports
from app.practice.state import Resource

CLIENT = Connection("203.0.113.24", "10.0.0.4", 443)


def rule(priority: int = 300, access: str = "Allow", **changes: Any) -> dict[str, Any]:
    properties = {
        "protocol": "Tcp",
        "destinationPortRange": "443",
        "sourceAddressPrefix": "*",
        "destinationAddressPrefix": "*",
        "access": access,
        "priority": priority,
        "direction": "Inbound",
    }
    return {"name": f"r{priority}", "properties": properties | changes}


def group(*rules: dict[str, Any]) -> Resource:
    made = Resource("/nsg", "Microsoft.Network/networkSecurityGroups", "g", "nsg", {})
    made.properties["securityRules"] = list(rules)
    made.properties["defaultSecurityRules"] = list(default_rules(made))
    return made


@pytest.mark.parametrize(
    ("changes", "allowed"),
    [
        ({}, True),
        ({"protocol": "*"}, True),
        ({"protocol": "Udp"}, False),
        ({"direction": "Outbound"}, False),
        ({"destinationPortRange": "*"}, True),
        ({"destinationPortRange": "440-450"}, True),
        ({"destinationPortRange": "22"}, False),
        ({"destinationPortRange": None, "destinationPortRanges": ["80", "443"]}, True),
        ({"sourceAddressPrefix": "Internet"}, True),
        ({"sourceAddressPrefix": "VirtualNetwork"}, False),
        ({"sourceAddressPrefix": "AzureLoadBalancer"}, False),
        ({"sourceAddressPrefix": "203.0.113.24"}, True),
        ({"sourceAddressPrefix": "203.0.113.0/24"}, True),
        ({"sourceAddressPrefix": "203.0.113.25/32"}, False),
        ({"sourceAddressPrefix": "2001:db8::/32"}, False),
        ({"sourceAddressPrefix": None, "sourceAddressPrefixes": ["10.0.0.0/8"]}, False),
        ({"destinationAddressPrefix": "10.0.0.4"}, True),
        ({"destinationAddressPrefix": "10.0.0.5"}, False),
        ({"destinationAddressPrefix": "VirtualNetwork"}, True),
    ],
)
def test_one_rule(changes: dict[str, Any], allowed: bool) -> None:
    assert is_allowed([group(rule(**changes))], CLIENT) is allowed


def test_the_first_rule_that_fits_decides() -> None:
    assert not is_allowed([group(rule(300), rule(200, "Deny"))], CLIENT)
    assert is_allowed([group(rule(300, "Deny"), rule(200))], CLIENT)


def test_both_groups_must_allow_and_none_allows_nothing() -> None:
    assert is_allowed([group(rule()), group(rule())], CLIENT)
    assert not is_allowed([group(rule()), group()], CLIENT)
    assert not is_allowed([], CLIENT)


def test_ports_that_rules_name_can_be_reached() -> None:
    guard = group(rule(300, destinationPortRange="8443"), rule(310, destinationPortRange="1-65535"))
    assert named_ports([guard]) == [22, 80, 443, 8443]
