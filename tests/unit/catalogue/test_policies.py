"""What assignments of built-in policies leave of regions, sizes and kinds of resources."""

from __future__ import annotations

from typing import Any

import pytest

from app.azure import policies
from app.azure.policies import NO_RULES, rules_of

DEFINITIONS = "/providers/Microsoft.Authorization/policyDefinitions/"
SCOPE = "/subscriptions/one"


def assignment(definition: str, **properties: Any) -> dict[str, Any]:
    parameters = {
        name: {"value": properties.pop(name)} for name in list(properties) if "listOf" in name
    }
    return {
        "properties": {
            "policyDefinitionId": DEFINITIONS + definition,
            "parameters": parameters,
            **properties,
        }
    }


@pytest.mark.parametrize(
    "definition", [policies.ALLOWED_LOCATIONS, policies.ALLOWED_DEPLOYMENT_REGIONS]
)
def test_regions_by_either_of_their_names(definition: str) -> None:
    rules = rules_of([assignment(definition, listOfAllowedLocations=["Japan East", "eastus"])])
    assert rules.allows_region("japaneast")
    assert rules.allows_region("EastUS")
    assert not rules.allows_region("westus")
    assert rules.allows_size("Standard_B2s_v2")


def test_several_assignments_leave_what_all_allow() -> None:
    rules = rules_of(
        [
            assignment(policies.ALLOWED_LOCATIONS, listOfAllowedLocations=["eastus", "westus"]),
            assignment(policies.ALLOWED_DEPLOYMENT_REGIONS, listOfAllowedLocations=["westus"]),
        ]
    )
    assert rules.regions == frozenset({"westus"})


def test_sizes_and_types() -> None:
    rules = rules_of(
        [
            assignment(policies.ALLOWED_SIZES, listOfAllowedSKUs=["Standard_B2s_v2"]),
            assignment(
                policies.FORBIDDEN_TYPES,
                listOfResourceTypesNotAllowed=["Microsoft.Network/publicIPAddresses"],
            ),
        ]
    )
    assert rules.allows_size("standard_b2s_V2")
    assert not rules.allows_size("Standard_D4s_v5")
    assert rules.forbidden() == ("Microsoft.Network/publicIPAddresses",)
    only = rules_of(
        [
            assignment(
                policies.ALLOWED_TYPES,
                listOfResourceTypesAllowed=["Microsoft.Compute/virtualMachines"],
            )
        ]
    )
    assert "Microsoft.Compute/virtualMachines" not in only.forbidden()
    assert "Microsoft.Network/virtualNetworks" in only.forbidden()


@pytest.mark.parametrize(
    "harmless",
    [
        {"enforcementMode": "DoNotEnforce"},
        {"notScopes": ["/Subscriptions/One"]},
    ],
)
def test_what_is_not_enforced_here_rules_nothing(harmless: dict[str, Any]) -> None:
    given = assignment(policies.ALLOWED_LOCATIONS, listOfAllowedLocations=["eastus"], **harmless)
    assert rules_of([given], SCOPE) == NO_RULES


@pytest.mark.parametrize(
    "strange",
    [
        {},
        {"properties": None},
        assignment("something-else", listOfAllowedLocations=["eastus"]),
        assignment(policies.ALLOWED_LOCATIONS),
        {
            "properties": {
                "policyDefinitionId": None,
                "parameters": {"listOfAllowedLocations": None},
            }
        },
    ],
)
def test_what_is_not_understood_rules_nothing(strange: dict[str, Any]) -> None:
    assert rules_of([strange], SCOPE) == NO_RULES
