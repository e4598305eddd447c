"""Network security groups and their rules."""

from __future__ import annotations

import copy
import uuid

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
    shown,
)
from app.practice.arm.security_rules import check_conflicts, default_rules, made_rule
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, parent_not_found
from app.practice.state import Resource


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
            "securityRules": [
                made_rule(group, r.get("name", ""), r.get("properties")) for r in rules
            ],
            "defaultSecurityRules": list(default_rules(group)),
        }
        check_conflicts(group)
        return self._store(call, group, new=new)

    def put_rule(self, call: Call) -> Reply:
        group = self._parent(call, "write")
        self._operations.refuse_if_busy(call, group)
        rule = made_rule(group, call.params["rule"], call.object_body().get("properties"))
        rules = group.properties["securityRules"]
        others = [r for r in rules if r["id"].lower() != rule["id"].lower()]
        group.properties["securityRules"] = [*others, rule]
        check_conflicts(group)
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
        group = self._parent(call, "delete")
        rule = _find_rule(group, call.params["rule"])
        if rule is None:
            return Reply(204)
        return self._operations.delete(call, group, rule["id"])

    def _parent(self, call: Call, action: str) -> Resource:
        parent = require_group(self._cloud, call.group, writing=action == "write")
        group_id = resource_id(self._cloud, parent.name, SECURITY_GROUP, call.params["name"])
        group = self._cloud.state.get(group_id)
        if group is None:
            raise parent_not_found(action, "networkSecurityGroups/securityRules", group_id)
        return group

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
