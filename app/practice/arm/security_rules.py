"""The rules of a network security group: checked as sent, and those that are always there."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterator
from typing import Any, Final

from app.practice.arm.network_operations import NAME_PATTERN
from app.practice.arm.references import SECURITY_GROUP
from app.practice.arm.resources import settable
from app.practice.errors import ArmError, JsonObject
from app.practice.state import Resource

RULE = SECURITY_GROUP + "/securityRules"
_LISTS = (
    "sourcePortRanges",
    "destinationPortRanges",
    "sourceAddressPrefixes",
    "destinationAddressPrefixes",
)
_DEFAULTS: Final = (
    # name, description, source, destination, access, priority, direction
    (
        "AllowVnetInBound",
        "Allow inbound traffic from all VMs in VNET",
        "VirtualNetwork",
        "VirtualNetwork",
        "Allow",
        65000,
        "Inbound",
    ),
    (
        "AllowAzureLoadBalancerInBound",
        "Allow inbound traffic from azure load balancer",
        "AzureLoadBalancer",
        "*",
        "Allow",
        65001,
        "Inbound",
    ),
    ("DenyAllInBound", "Deny all inbound traffic", "*", "*", "Deny", 65500, "Inbound"),
    (
        "AllowVnetOutBound",
        "Allow outbound traffic from all VMs to all VMs in VNET",
        "VirtualNetwork",
        "VirtualNetwork",
        "Allow",
        65000,
        "Outbound",
    ),
    (
        "AllowInternetOutBound",
        "Allow outbound traffic from all VMs to Internet",
        "*",
        "Internet",
        "Allow",
        65001,
        "Outbound",
    ),
    ("DenyAllOutBound", "Deny all outbound traffic", "*", "*", "Deny", 65500, "Outbound"),
)


def made_rule(group: Resource, name: str, sent: Any) -> JsonObject:
    """A rule as kept. Raises the service's refusal."""
    rule_id = f"{group.id}/securityRules/{name}"
    if not isinstance(name, str) or not re.fullmatch(NAME_PATTERN, name):
        raise ArmError(
            400,
            "InvalidResourceName",
            f"Resource name {name} is invalid. The name can be up to 80 characters long. It must "
            "begin with a word character, and it must end with a word character or with '_'. The "
            "name may contain word characters or '.', '-', '_'.",
            details=[],
        )
    properties = settable(sent, ("provisioningState",))
    for required in ("protocol", "access", "direction", "priority"):
        if required not in properties:
            raise ArmError(
                400,
                "SecurityRuleParameterNotSpecified",
                f"Required security rule parameter {required} is not specified for rule with "
                f"Id: {rule_id}.",
                details=[],
            )
    priority = properties["priority"]
    if not isinstance(priority, int) or not 100 <= priority <= 4096:
        raise _invalid(
            "Priority", priority, rule_id, "Allowed range 100-4096.", "SecurityRuleInvalidPriority"
        )
    for single, many in (("sourcePortRange", _LISTS[0]), ("destinationPortRange", _LISTS[1])):
        for value in _values(properties, single, many, rule_id):
            _check_ports(value, rule_id)
    for single, many in (
        ("sourceAddressPrefix", _LISTS[2]),
        ("destinationAddressPrefix", _LISTS[3]),
    ):
        for value in _values(properties, single, many, rule_id):
            _check_prefix(value, rule_id)
    for many in _LISTS:
        properties.setdefault(many, [])
    return {"name": name, "id": rule_id, "type": RULE, "properties": properties}


def _values(properties: JsonObject, single: str, many: str, rule_id: str) -> list[str]:
    values = properties.get(many) or ([properties[single]] if properties.get(single) else [])
    if not values:
        raise ArmError(
            400,
            "SecurityRuleParameterNotSpecified",
            f"Required security rule parameter {single} is not specified for rule with Id: "
            f"{rule_id}. Security rule must specify {many} or {single}.",
            details=[],
        )
    return [str(value) for value in values]


def _invalid(what: str, value: object, rule_id: str, hint: str, code: str) -> ArmError:
    return ArmError(
        400,
        code,
        f"Security rule has invalid {what}. Value provided: {value} {hint} "
        f"Security rule Id: {rule_id}.",
        details=[],
    )


def _check_ports(value: str, rule_id: str) -> None:
    match = re.fullmatch(r"\*|(\d{1,5})(?:-(\d{1,5}))?", value)
    ends = [int(end) for end in match.groups() if end] if match else [-1]
    if any(not 0 <= end <= 65535 for end in ends) or ends != sorted(ends):
        hint = (
            "Value should be an integer OR integer range with '-' delimiter. Valid range 0-65535."
        )
        raise _invalid("Port range", value, rule_id, hint, "SecurityRuleInvalidPortRange")


def _check_prefix(value: str, rule_id: str) -> None:
    if value == "*" or re.fullmatch(r"[A-Za-z][A-Za-z0-9.]*", value):
        return  # a service tag
    try:
        ipaddress.ip_network(value, strict=False)
    except ValueError as error:
        raise _invalid(
            "Address prefix", value, rule_id, "", "SecurityRuleInvalidAddressPrefix"
        ) from error


def check_conflicts(group: Resource) -> None:
    """Raises the refusal of two rules with one priority and direction."""
    seen: dict[tuple[object, str], str] = {}
    for rule in group.properties["securityRules"]:
        key = (rule["properties"]["priority"], str(rule["properties"]["direction"]).lower())
        if key in seen:
            raise ArmError(
                400,
                "SecurityRuleConflict",
                f"Security rule {seen[key]} conflicts with rule {rule['name']}. Rules cannot have "
                "the same Priority and Direction. To learn more, see aka.ms/nsgrules.",
                details=[],
            )
        seen[key] = rule["name"]


def default_rules(group: Resource) -> Iterator[JsonObject]:
    """The six that each group has."""
    for name, description, source, destination, access, priority, direction in _DEFAULTS:
        yield {
            "name": name,
            "id": f"{group.id}/defaultSecurityRules/{name}",
            "type": SECURITY_GROUP + "/defaultSecurityRules",
            "properties": {
                "description": description,
                "protocol": "*",
                "sourcePortRange": "*",
                "destinationPortRange": "*",
                "sourceAddressPrefix": source,
                "destinationAddressPrefix": destination,
                "access": access,
                "priority": priority,
                "direction": direction,
                **{many: [] for many in _LISTS},
            },
        }
