"""Azure Policy, as far as students and organisations meet it: what may be made, and where.

Only the built-in definitions that deny by region, size and type are known; others can be
assigned, but deny nothing here. Assignments stand at the subscription.
"""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Iterator
from typing import Any, Final

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.resources import normal_location
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, invalid_parameter

_KEPT: Final = "policy-assignments"
_NAMESPACE: Final = "/providers/Microsoft.Authorization"
_RESTRICTIONS: Final = "/providers/Microsoft.PolicyInsights/checkPolicyRestrictions"
_DEFINITIONS: Final = _NAMESPACE + "/policyDefinitions/"
_GROUP: Final = "microsoft.resources/subscriptions/resourcegroups"
_MACHINE: Final = "microsoft.compute/virtualmachines"

_LOCATIONS: Final = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
_SYSTEM_REGIONS: Final = "b86dabb9-b578-4d7b-b842-3b45e95769a1"
_GROUP_LOCATIONS: Final = "e765b5de-1225-4ba3-bd56-1ac6695af988"
_SIZES: Final = "cccc23c7-8427-4f53-ad12-b6a63eb452b3"
_TYPES: Final = "a08ec900-254a-4555-9bf5-e42af04b5c5c"
_NOT_TYPES: Final = "6c112d4e-5bc7-47ae-a041-ea2d9dccd749"
_TITLES: Final = {
    _LOCATIONS: "Allowed locations",
    _SYSTEM_REGIONS: "Allowed resource deployment regions",
    _GROUP_LOCATIONS: "Allowed locations for resource groups",
    _SIZES: "Allowed virtual machine size SKUs",
    _TYPES: "Allowed resource types",
    _NOT_TYPES: "Not allowed resource types",
}


class Policies:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        assignments = SUBSCRIPTION + _NAMESPACE + "/policyAssignments"
        return [
            Route("GET", assignments, self.index),
            Route("PUT", assignments + "/{name}", self.put),
            Route("GET", assignments + "/{name}", self.get),
            Route("DELETE", assignments + "/{name}", self.delete),
            Route("GET", _DEFINITIONS + "{name}", self.definition),
            Route("POST", SUBSCRIPTION + _RESTRICTIONS, self.restrictions),
        ]

    def index(self, _call: Call) -> Reply:
        return Reply(200, {"value": list(self._assignments().values())})

    def put(self, call: Call) -> Reply:
        """Assign a definition. The answer to a new and to a changed assignment is the same."""
        properties = call.object_body().get("properties")
        if not isinstance(properties, dict) or not properties.get("policyDefinitionId"):
            raise invalid_parameter("policyDefinitionId")
        name = call.params["name"]
        scope = f"/subscriptions/{self._cloud.identity.subscription}"
        assignment: JsonObject = {
            "id": f"{scope}{_NAMESPACE}/policyAssignments/{name}",
            "type": "Microsoft.Authorization/policyAssignments",
            "name": name,
            "properties": {
                "displayName": name,
                "parameters": {},
                "notScopes": [],
                "enforcementMode": "Default",
                "metadata": {},
                **properties,
                "scope": scope,
                "instanceId": str(uuid.uuid4()),
            },
        }
        self._cloud.state.set_meta(_KEPT, {**self._assignments(), name.lower(): assignment})
        return Reply(201, assignment)

    def get(self, call: Call) -> Reply:
        return Reply(200, self._found(call))

    def delete(self, call: Call) -> Reply:
        name = call.params["name"].lower()
        kept = self._assignments()
        assignment = kept.pop(name, None)
        self._cloud.state.set_meta(_KEPT, kept)
        return Reply(200 if assignment else 204, assignment)

    def definition(self, call: Call) -> Reply:
        name = call.params["name"]
        if name.lower() not in _TITLES:
            raise ArmError(
                404,
                "PolicyDefinitionNotFound",
                f"The policy definition '{name}' could not be found.",
            )
        return Reply(
            200,
            {
                "id": _DEFINITIONS + name.lower(),
                "type": "Microsoft.Authorization/policyDefinitions",
                "name": name.lower(),
                "properties": {"displayName": _TITLES[name.lower()], "policyType": "BuiltIn"},
            },
        )

    def restrictions(self, call: Call) -> Reply:
        """What would be denied of a resource that nobody makes yet."""
        details = call.object_body().get("resourceDetails") or {}
        content = details.get("resourceContent")
        if not isinstance(content, dict) or not content.get("type"):
            raise invalid_parameter("resourceDetails.resourceContent")
        kind = str(content["type"]).lower()
        kind = _GROUP if kind == "microsoft.resources/resourcegroups" else kind
        evaluations = [
            {
                "policyInfo": {
                    "policyDefinitionId": assignment["properties"]["policyDefinitionId"],
                    "policyAssignmentId": assignment["id"],
                },
                "evaluationResult": "NonCompliant",
            }
            for assignment in self._assignments().values()
            if _denies(assignment["properties"], kind, content)
        ]
        answer = {
            "fieldRestrictions": [],
            "contentEvaluationResult": {"policyEvaluations": evaluations},
        }
        return Reply(200, answer)

    def check(self, call: Call) -> None:
        """Raises the refusal of a PUT that an assignment denies."""
        if call.method != "PUT" or not isinstance(call.body, dict):
            return
        kind, name = _resource(call.path)
        if not kind or kind.startswith("microsoft.authorization/"):
            return
        for assignment in self._assignments().values():
            if _denies(assignment["properties"], kind, call.body):
                raise _refused(name, assignment)

    def _assignments(self) -> dict[str, JsonObject]:
        return dict(self._cloud.state.meta(_KEPT) or {})

    def _found(self, call: Call) -> JsonObject:
        name = call.params["name"]
        assignment = self._assignments().get(name.lower())
        if assignment is None:
            raise ArmError(
                404,
                "PolicyAssignmentNotFound",
                f"The policy assignment '{name}' is not found.",
            )
        return assignment


def _resource(path: str) -> tuple[str, str]:
    """Type, in lower case, and name of the resource that a path leads to; ("", "") if none."""
    match = re.search(r"/providers/([^/]+)/([^?]+)", path, re.IGNORECASE)
    if match is not None:
        parts = match[2].split("/")
        return "/".join([match[1], *parts[::2]]).lower(), parts[-1]
    group = re.fullmatch(r"/subscriptions/[^/]+/resourcegroups/([^/]+)/?", path, re.IGNORECASE)
    return (_GROUP, group[1]) if group else ("", "")


def _denies(properties: JsonObject, kind: str, body: JsonObject) -> bool:
    if properties["enforcementMode"] != "Default":
        return False
    definition = str(properties["policyDefinitionId"]).rpartition("/")[2].lower()
    given = properties["parameters"]
    place = normal_location(str(body.get("location") or "global"))
    in_place = place == "global" or place in _values(given, "listOfAllowedLocations")
    if definition in (_LOCATIONS, _SYSTEM_REGIONS):
        # both are of mode "Indexed", which leaves groups out
        return kind != _GROUP and not in_place
    if definition == _GROUP_LOCATIONS:
        return kind == _GROUP and not in_place
    if definition == _SIZES:
        size = ((body.get("properties") or {}).get("hardwareProfile") or {}).get("vmSize")
        allowed = set(_values(given, "listOfAllowedSKUs"))
        return kind == _MACHINE and str(size).lower() not in allowed
    if definition == _TYPES:
        return kind != _GROUP and kind not in _values(given, "listOfResourceTypesAllowed")
    return definition == _NOT_TYPES and kind in _values(given, "listOfResourceTypesNotAllowed")


def _values(parameters: JsonObject, name: str) -> Iterator[str]:
    values: Any = (parameters.get(name) or {}).get("value") or ()
    return (str(value).replace(" ", "").lower() for value in values)


def _refused(name: str, assignment: JsonObject) -> ArmError:
    """Azure's own assignments refuse in words of their own."""
    properties = assignment["properties"]
    definition = str(properties["policyDefinitionId"])
    if definition.lower().endswith(_SYSTEM_REGIONS):
        return ArmError(
            403,
            "RequestDisallowedByAzure",
            f"Resource '{name}' was disallowed by Azure: This policy maintains a set of best "
            "available regions where your subscription can deploy resources. The objective of "
            "this policy is to ensure that your subscription has full access to Azure services "
            "with optimal performance. Should you need additional or different regions, contact "
            "support..",
            target=name,
        )
    identifiers = [
        {
            "policyAssignment": {"name": properties["displayName"], "id": assignment["id"]},
            "policyDefinition": {
                "name": _TITLES.get(definition.rpartition("/")[2].lower(), definition),
                "id": definition,
            },
        }
    ]
    return ArmError(
        403,
        "RequestDisallowedByPolicy",
        f"Resource '{name}' was disallowed by policy. Policy identifiers: "
        f"'{json.dumps(identifiers, separators=(',', ':'))}'.",
        target=name,
    )
