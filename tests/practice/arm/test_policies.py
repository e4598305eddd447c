"""Policies: assigned, listed, and in the way of what they forbid, as the service has it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from requests import Response

from tests.practice.arm.clients import Cloud
from tests.practice.arm.making import Group, error_code

ASSIGNMENTS = "/providers/Microsoft.Authorization/policyAssignments"
DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions/"
LOCATIONS = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
SYSTEM_REGIONS = "b86dabb9-b578-4d7b-b842-3b45e95769a1"
GROUP_LOCATIONS = "e765b5de-1225-4ba3-bd56-1ac6695af988"
SIZES = "cccc23c7-8427-4f53-ad12-b6a63eb452b3"
NOT_TYPES = "6c112d4e-5bc7-47ae-a041-ea2d9dccd749"


@pytest.fixture
def assigned(cloud: Cloud) -> Iterator[Cloud]:
    yield cloud
    for item in ask(cloud, "GET", ASSIGNMENTS).json()["value"]:
        ask(cloud, "DELETE", f"{ASSIGNMENTS}/{item['name']}")


def ask(cloud: Cloud, method: str, path: str, body: Any = None, **query: str) -> Response:
    return cloud.call(method, path, body, version="2023-04-01", **query)


def assign(cloud: Cloud, definition: str, parameter: str, values: list[str], **more: str) -> str:
    name = f"rule-{definition[:4]}"
    properties = {
        "displayName": "Our rule",
        "policyDefinitionId": DEFINITIONS + definition,
        "parameters": {parameter: {"value": values}},
        **more,
    }
    made = ask(cloud, "PUT", f"{ASSIGNMENTS}/{name}", {"properties": properties})
    assert made.status_code == 201, made.text
    return name


def test_assignments_are_kept_and_removed(assigned: Cloud) -> None:
    name = assign(assigned, LOCATIONS, "listOfAllowedLocations", ["japaneast"])
    (listed,) = ask(assigned, "GET", ASSIGNMENTS, **{"$filter": "atScope()"}).json()["value"]
    assert listed == ask(assigned, "GET", f"{ASSIGNMENTS}/{name}").json()
    assert listed["properties"]["enforcementMode"] == "Default"
    assert listed["properties"]["parameters"]["listOfAllowedLocations"]["value"] == ["japaneast"]
    assert ask(assigned, "DELETE", f"{ASSIGNMENTS}/{name}").status_code == 200
    assert ask(assigned, "DELETE", f"{ASSIGNMENTS}/{name}").status_code == 204
    gone = ask(assigned, "GET", f"{ASSIGNMENTS}/{name}")
    assert (gone.status_code, error_code(gone)) == (404, "PolicyAssignmentNotFound")


def test_resources_elsewhere_are_refused_and_groups_are_not(assigned: Cloud, group: Group) -> None:
    assign(assigned, LOCATIONS, "listOfAllowedLocations", ["westus", "West Europe"])
    refused = group.put_network()
    assert (refused.status_code, error_code(refused)) == (403, "RequestDisallowedByPolicy")
    assert "Our rule" in refused.json()["error"]["message"]
    assert LOCATIONS in refused.json()["error"]["message"]
    assert group.make().status_code == 200


def test_azures_own_rule_refuses_in_its_own_words(assigned: Cloud, group: Group) -> None:
    assign(assigned, SYSTEM_REGIONS, "listOfAllowedLocations", ["westus"])
    refused = group.put_network()
    assert (refused.status_code, error_code(refused)) == (403, "RequestDisallowedByAzure")
    assert "best available regions" in refused.json()["error"]["message"]


def test_a_rule_for_groups_refuses_groups(assigned: Cloud, group: Group) -> None:
    assign(assigned, GROUP_LOCATIONS, "listOfAllowedLocations", ["westus"])
    refused = group.make()
    assert (refused.status_code, error_code(refused)) == (403, "RequestDisallowedByPolicy")
    assert group.put_network().status_code == 201


def test_types_and_sizes_can_be_forbidden(assigned: Cloud, group: Group) -> None:
    group.ready_for_machine()
    name = assign(assigned, SIZES, "listOfAllowedSKUs", ["Standard_D2s_v5"])
    refused = assigned.call("PUT", group.machine(), group.machine_body())
    assert (refused.status_code, error_code(refused)) == (403, "RequestDisallowedByPolicy")
    ask(assigned, "DELETE", f"{ASSIGNMENTS}/{name}")
    assign(
        assigned,
        NOT_TYPES,
        "listOfResourceTypesNotAllowed",
        ["Microsoft.Network/networkSecurityGroups"],
    )
    assert error_code(group.put_security_group()) == "RequestDisallowedByPolicy"


def test_what_is_not_enforced_refuses_nothing(assigned: Cloud, group: Group) -> None:
    assign(
        assigned,
        LOCATIONS,
        "listOfAllowedLocations",
        ["westus"],
        enforcementMode="DoNotEnforce",
    )
    assert group.put_network().status_code == 201


def test_definitions_are_named(cloud: Cloud) -> None:
    known = cloud.send("GET", DEFINITIONS + LOCATIONS, version="2023-04-01")
    assert known.json()["properties"]["displayName"] == "Allowed locations"
    unknown = cloud.send("GET", DEFINITIONS + "nothing", version="2023-04-01")
    assert (unknown.status_code, error_code(unknown)) == (404, "PolicyDefinitionNotFound")
