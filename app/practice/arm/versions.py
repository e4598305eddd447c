"""Which api-versions are known.

The service has a list for each resource type. Here a version is known if it is a date not
before the first of the Resource Manager and not after the newest of its provider; that
refuses what is plainly wrong and lets other clients use the version they were built for.
"""

from __future__ import annotations

import re
from datetime import date

from app.practice.errors import ArmError

_FIRST = "2014-12-01"
_NEWEST = {
    "microsoft.authorization": "2025-01-01",
    "microsoft.compute": "2026-04-01",
    "microsoft.policyinsights": "2024-10-01",
    "microsoft.network": "2026-03-01",
    "microsoft.devtestlab": "2018-09-15",
    "microsoft.marketplaceordering": "2021-01-01",
    "microsoft.resourcegraph": "2024-04-01",
    "microsoft.resources": "2025-04-01",
}
_PATTERN = r"(\d{4}-\d{2}-\d{2})(-preview|-beta|-alpha|-privatepreview)?"


def newest(namespace: str) -> str:
    return _NEWEST.get(namespace.lower(), _NEWEST["microsoft.resources"])


def check_version(version: str | None, namespace: str, resource_type: str) -> None:
    """Raises the service's refusal of a missing or unknown api-version.

    `namespace` and `resource_type` are "" for the Resource Manager's own calls.
    """
    if not version:
        raise ArmError(
            400,
            "MissingApiVersionParameter",
            "The api-version query parameter (?api-version=) is required for all requests.",
        )
    match = re.fullmatch(_PATTERN, version.lower())
    if match and _is_date(match[1]) and _FIRST <= match[1] <= newest(namespace):
        return
    if not namespace:
        raise ArmError(
            400,
            "InvalidApiVersionParameter",
            f"The api-version '{version}' is invalid. The supported versions are "
            f"'{newest(namespace)}'.",
        )
    raise ArmError(
        400,
        "NoRegisteredProviderFound",
        f"No registered resource provider found for API version '{version}' for type "
        f"'{resource_type}'. The supported api-versions are '{newest(namespace)}'.",
    )


def _is_date(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
