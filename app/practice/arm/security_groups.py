"""Network security groups and their rules."""

from __future__ import annotations

import copy
import ipaddress
import re
import uuid
from collections.abc import Iterator
from typing import Any, Final

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.network_operations import NAME_PATTERN, NetworkOperations
from app.practice.arm.references import SECURITY_GROUP, References
from app.practice.arm.resources import (
    checked_tags,
    find,
    listed,
    new_or_changed,
    page,
    require,
    require_group,
    resource_id,
    settable,
    shown,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, parent_not_found
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


class SecurityGroups:
    def __init__(self, cloud: Cloud, operations: NetworkOperations) -> None:
        self._cloud = cloud
        self._operations = operations

    def routes(self) -> list[Route]:
        one = provider_path(SECURITY_GROUP) + "/{name}"
        rule = one + "/securityRules/{rule}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.set_tags),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(SECURITY_GROUP), self.index),
            Route("GET", provider_path(SECURITY_GROUP, in_group=False), self.index),
            Route("PUT", rule, self.put_rule),
            Route("GET", rule, self.get_rule),
            Route("DELETE", rule, self.delete_rule),
            Route("GET", one + "/securityRules", self.list_rules),
            Route("GET", one + "/defaultSecurityRules", self.list_default_rules),
        ]

    def put(self, call: Call) -> Reply:
        group, new = new_or_changed(self._cloud, call, SECURITY_GROUP, NAME_PATTERN)
        sent = call.object_body().get("properties") or {}
        rules = sent.get("securityRules") or []
        group.body["properties"] = {
            "resourceGuid": group.properties.get("resourceGuid") or str(uuid.uuid4()),
            "securityRules": [_rule(group, r.get("name", ""), r.get("properties")) for r in rules],
            "defaultSecurityRules": list(_default_rules(group)),
        }
        _check_conflicts(group)
        return self._store(call, group, new=new)

    def put_rule(self, call: Call) -> Reply:
        parent = require_group(self._cloud, call.group, writing=True)
        group_id = resource_id(self._cloud, parent.name, SECURITY_GROUP, call.params["name"])
        group = self._cloud.state.get(group_id)
        if group is None:
            raise parent_not_found("write", "networkSecurityGroups/securityRules", group_id)
        self._operations.refuse_if_busy(call, group)
        rule = _rule(group, call.params["rule"], call.object_body().get("properties"))
        rules = group.properties["securityRules"]
        others = [r for r in rules if r["id"].lower() != rule["id"].lower()]
        group.properties["securityRules"] = [*others, rule]
        _check_conflicts(group)
        headers = self._operations.put(
            call, group, new=True, seconds=durations.SECURITY_GROUP, retry_after=3
        )
        return Reply(201 if len(others) == len(rules) else 200, rule, headers)

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(require(self._cloud, call, SECURITY_GROUP)))

    def index(self, call: Call) -> Reply:
        references = References(self._cloud.state)
        found = listed(self._cloud, call, SECURITY_GROUP)
        return page(self._show(group, references) for group in found)

    def set_tags(self, call: Call) -> Reply:
        group = require(self._cloud, call, SECURITY_GROUP)
        group.body["tags"] = checked_tags(call.object_body().get("tags"))
        self._operations.put_at_once(group)
        return Reply(200, self._show(group))

    def delete(self, call: Call) -> Reply:
        group = find(self._cloud, call, SECURITY_GROUP)
        if group is not None:
            references = References(self._cloud.state)
            users = [
                *references.interfaces_of_security_group.get(group.id.lower(), []),
                *references.subnets_of_security_group.get(group.id.lower(), []),
            ]
            if users:
                raise ArmError(
                    400,
                    "InUseNetworkSecurityGroupCannotBeDeleted",
                    f"Network security group {group.id} cannot be deleted because it is in use by "
                    f"the following resources: {', '.join(users)}. In order to delete the Network "
                    "security group, remove the association with the resource(s). To learn how to "
                    "do this, see aka.ms/deletensg.",
                    details=[],
                )
        return self._operations.delete(call, group)

    def get_rule(self, call: Call) -> Reply:
        group = require(self._cloud, call, SECURITY_GROUP)
        rule = _find_rule(group, call.params["rule"])
        if rule is None:
            raise ArmError(404, "NotFound", f"Resource {call.path} not found.", details=[])
        return Reply(200, rule)

    def list_rules(self, call: Call) -> Reply:
        return page(require(self._cloud, call, SECURITY_GROUP).properties["securityRules"])

    def list_default_rules(self, call: Call) -> Reply:
        return page(require(self._cloud, call, SECURITY_GROUP).properties["defaultSecurityRules"])

    def delete_rule(self, call: Call) -> Reply:
        group = find(self._cloud, call, SECURITY_GROUP)
        rule = _find_rule(group, call.params["rule"]) if group else None
        if group is None or rule is None:
            return Reply(204)
        return self._operations.delete(call, group, rule["id"])

    def _store(self, call: Call, group: Resource, *, new: bool) -> Reply:
        headers = self._operations.put(
            call, group, new=new, seconds=durations.SECURITY_GROUP, retry_after=3
        )
        return Reply(201 if new else 200, self._show(group), headers)

    def _show(self, group: Resource, references: References | None = None) -> JsonObject:
        references = references or References(self._cloud.state)
        properties = dict(group.properties)
        interfaces = references.interfaces_of_security_group.get(group.id.lower())
        subnets = references.subnets_of_security_group.get(group.id.lower())
        if interfaces:
            properties["networkInterfaces"] = [{"id": i} for i in interfaces]
        if subnets:
            properties["subnets"] = [{"id": i} for i in subnets]
        return shown(group, properties)


def _find_rule(group: Resource, name: str) -> JsonObject | None:
    for rule in group.properties["securityRules"]:
        if rule["name"].lower() == name.lower():
            found: JsonObject = copy.deepcopy(rule)
            return found
    return None


def _rule(group: Resource, name: str, sent: Any) -> JsonObject:
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


def _check_conflicts(group: Resource) -> None:
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


def _default_rules(group: Resource) -> Iterator[JsonObject]:
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
