"""All servers from Resource Graph: one row a server, a thousand rows a request.

Resource Graph follows the resources by seconds, sometimes by minutes: what was changed just
now must be looked at itself (`fleet_lists.look_at`).
Source: learn.microsoft.com, "Work with large datasets" ($skipToken needs the column `id`) and
"Understanding the Azure Resource Graph query language" (up to three joins).
"""

from __future__ import annotations

from typing import Any, Final

from app.azure.server_view import Json, Parts
from app.azure.session import Session
from app.azure.tags import CREATED_BY, OURS
from app.engine.cancel import CancelToken

_PAGE: Final = 1000
_MOST_PAGES: Final = 50

_IS_OURS: Final = f"tags['{CREATED_BY}'] == '{OURS}'"
QUERY: Final = f"""
resourcecontainers
| where type =~ 'microsoft.resources/subscriptions/resourcegroups' and {_IS_OURS}
| project id, name, location, tags, state = tostring(properties.provisioningState),
    place = tolower(name)
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.compute/virtualmachines' and {_IS_OURS}
    | project place = tolower(resourceGroup), machine = name, machineTags = tags,
        machineState = tostring(properties.provisioningState),
        size = tostring(properties.hardwareProfile.vmSize),
        power = tostring(properties.extended.instanceView.powerState.code)
  ) on place
| join kind=leftouter (
    resources
    | where type =~ 'microsoft.network/publicipaddresses' and {_IS_OURS}
    | project place = tolower(resourceGroup), ip = tostring(properties.ipAddress),
        fqdn = tostring(properties.dnsSettings.fqdn)
  ) on place
| order by id asc
""".strip()
"""Few operators, and none of them new: what is simple is answered everywhere."""


def parts_from_graph(session: Session, cancel: CancelToken) -> list[Parts]:
    """All servers of the subscription, one request for a thousand. Raises `ProblemError`."""
    found: dict[str, Parts] = {}
    token: str | None = None
    for _ in range(_MOST_PAGES):
        rows, token = _page(session, token, cancel)
        for row in rows:
            parts = _parts(row)
            found.setdefault(parts.key, parts)  # one row a server, whatever else is in its group
        if not token:
            break
    return list(found.values())


def _page(
    session: Session, token: str | None, cancel: CancelToken
) -> tuple[list[Json], str | None]:
    graph = session.resource_graph

    def ask() -> Any:
        from azure.mgmt.resourcegraph.models import QueryRequest, QueryRequestOptions

        options = QueryRequestOptions(top=_PAGE, skip_token=token, result_format="objectArray")
        request = QueryRequest(
            subscriptions=[session.subscription_id], query=QUERY, options=options
        )
        return graph.resources(request, cancel=cancel, retry_throttled=False)

    answer = session.call(ask, cancel)
    return list(answer.data), answer.skip_token


def _parts(row: Json) -> Parts:
    group = {
        "id": row["id"],
        "name": row["name"],
        "location": row["location"],
        "tags": row["tags"],
        "properties": {"provisioningState": row["state"]},
    }
    return Parts(group, _machine(row), _address(row))


def _machine(row: Json) -> Json | None:
    """What is missing on the right side of a join comes as null or as an empty text."""
    if not row["machine"]:
        return None
    statuses = [{"code": row["power"]}] if row["power"] else []
    return {
        "name": row["machine"],
        "tags": row["machineTags"],
        "properties": {
            "provisioningState": row["machineState"],
            "hardwareProfile": {"vmSize": row["size"]},
            "instanceView": {"statuses": statuses},
        },
    }


def _address(row: Json) -> Json | None:
    if not row["ip"]:
        return None
    return {"properties": {"ipAddress": row["ip"], "dnsSettings": {"fqdn": row["fqdn"]}}}
