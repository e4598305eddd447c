"""What the policies of a subscription allow: regions, sizes, kinds of resources.

Free and student subscriptions have a policy that names a handful of regions; organisations
set others. They are read where the account may; what cannot be read is left to the service,
which refuses with RequestDisallowedByPolicy or RequestDisallowedByAzure.

Source: learn.microsoft.com, "Policy Assignments - List", "Azure Policy built-in definitions".
Only direct assignments of these definitions are understood, not those in an initiative.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from app.azure.arm_calls import arm_list
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.problems import ProblemError

_LOG = logging.getLogger(__name__)
_API_VERSION: Final = "2023-04-01"
_DEFINITIONS: Final = "/providers/microsoft.authorization/policydefinitions/"

ALLOWED_LOCATIONS: Final = "e56962a6-4747-49cd-b67b-bf8b01975c4c"
ALLOWED_DEPLOYMENT_REGIONS: Final = "b86dabb9-b578-4d7b-b842-3b45e95769a1"
"""What Azure itself assigns to free and student subscriptions (`sys.regionrestriction`)."""
ALLOWED_GROUP_LOCATIONS: Final = "e765b5de-1225-4ba3-bd56-1ac6695af988"
ALLOWED_SIZES: Final = "cccc23c7-8427-4f53-ad12-b6a63eb452b3"
ALLOWED_TYPES: Final = "a08ec900-254a-4555-9bf5-e42af04b5c5c"
FORBIDDEN_TYPES: Final = "6c112d4e-5bc7-47ae-a041-ea2d9dccd749"

_REGIONS_OF: Final = (ALLOWED_LOCATIONS, ALLOWED_DEPLOYMENT_REGIONS, ALLOWED_GROUP_LOCATIONS)

NEEDED_TYPES: Final = (
    "Microsoft.Compute/virtualMachines",
    "Microsoft.Network/virtualNetworks",
    "Microsoft.Network/networkSecurityGroups",
    "Microsoft.Network/publicIPAddresses",
    "Microsoft.Network/networkInterfaces",
)
"""What no server is without."""


@dataclass(frozen=True)
class Rules:
    """What may be used, in lower case; None where nothing is ruled."""

    regions: frozenset[str] | None = None
    sizes: frozenset[str] | None = None
    types: frozenset[str] | None = None
    not_types: frozenset[str] = frozenset()

    def allows_region(self, name: str) -> bool:
        return self.regions is None or name.lower() in self.regions

    def allows_size(self, name: str) -> bool:
        return self.sizes is None or name.lower() in self.sizes

    def forbidden(self, types: Iterable[str] = NEEDED_TYPES) -> tuple[str, ...]:
        """Those of `types` that may not be made."""
        return tuple(
            kind
            for kind in types
            if kind.lower() in self.not_types
            or (self.types is not None and kind.lower() not in self.types)
        )


NO_RULES: Final = Rules()


def load_rules(session: Session, cancel: CancelToken) -> Rules:
    """The rules of the session's subscription; none where they cannot be read."""
    subscription = f"/subscriptions/{session.subscription_id}"
    try:
        found = arm_list(
            session,
            f"{subscription}/providers/Microsoft.Authorization/policyAssignments",
            cancel,
            api_version=_API_VERSION,
            query={"$filter": "atScope()"},  # not those of single groups
        )
    except ProblemError as error:
        _LOG.info("the policies cannot be read: %s", error.problem.code)
        return NO_RULES
    return rules_of(found, subscription)


def rules_of(assignments: Iterable[Mapping[str, Any]], subscription: str = "") -> Rules:
    """What all `assignments` leave together. `subscription` is its id, "/subscriptions/…"."""
    rules = NO_RULES
    for assignment in assignments:
        properties = assignment.get("properties") or {}
        excluded = [str(scope).lower() for scope in properties.get("notScopes") or ()]
        enforced = str(properties.get("enforcementMode") or "Default").lower() == "default"
        if enforced and subscription.lower() not in excluded:
            rules = _narrowed(rules, properties)
    return rules


def _narrowed(rules: Rules, properties: Mapping[str, Any]) -> Rules:
    definition = str(properties.get("policyDefinitionId") or "").lower()
    kind = definition.removeprefix(_DEFINITIONS)
    parameters = properties.get("parameters") or {}
    values = {
        name: frozenset(_plain(value) for value in (given or {}).get("value") or ())
        for name, given in parameters.items()
        if isinstance((given or {}).get("value"), list)
    }
    regions, sizes, types, not_types = rules.regions, rules.sizes, rules.types, rules.not_types
    if kind in _REGIONS_OF and "listOfAllowedLocations" in values:
        regions = _both(regions, values["listOfAllowedLocations"])
    elif kind == ALLOWED_SIZES and "listOfAllowedSKUs" in values:
        sizes = _both(sizes, values["listOfAllowedSKUs"])
    elif kind == ALLOWED_TYPES and "listOfResourceTypesAllowed" in values:
        types = _both(types, values["listOfResourceTypesAllowed"])
    elif kind == FORBIDDEN_TYPES and "listOfResourceTypesNotAllowed" in values:
        not_types |= values["listOfResourceTypesNotAllowed"]
    return Rules(regions, sizes, types, not_types)


def _both(before: frozenset[str] | None, more: frozenset[str]) -> frozenset[str]:
    return more if before is None else before & more


def _plain(value: object) -> str:
    """ "Japan East" and "japaneast" are one."""
    return str(value).replace(" ", "").lower()
