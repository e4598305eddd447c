"""Resources as Resource Graph shows them: rows with the same columns, some in small letters."""

from __future__ import annotations

import copy
from typing import Any, Final

from app.practice.arm.machine_views import instance_view
from app.practice.arm.references import MACHINE
from app.practice.arm.subscriptions import DISPLAY_NAME
from app.practice.cloud import Cloud
from app.practice.errors import JsonObject
from app.practice.state import GROUP_TYPE, Resource

COLUMNS: Final = (
    "id",
    "name",
    "type",
    "tenantId",
    "kind",
    "location",
    "resourceGroup",
    "subscriptionId",
    "managedBy",
    "sku",
    "plan",
    "properties",
    "tags",
    "identity",
    "zones",
    "extendedLocation",
)

_SUBSCRIPTION: Final = "microsoft.resources/subscriptions"


def tables_of(cloud: Cloud) -> dict[str, list[JsonObject]]:
    """All rows by their table, each in the order of its ids."""
    tables: dict[str, list[JsonObject]] = {
        "resources": [],
        "resourcecontainers": [_subscription(cloud)],
    }
    for resource in cloud.state.all_resources():
        if resource.type == GROUP_TYPE:
            kind = f"{_SUBSCRIPTION}/resourcegroups"
            tables["resourcecontainers"].append(_row(cloud, resource, kind))
        else:
            tables["resources"].append(_row(cloud, resource, resource.type.lower()))
    return tables


def _row(cloud: Cloud, resource: Resource, kind: str) -> JsonObject:
    body = resource.body
    return {
        **dict.fromkeys(COLUMNS),
        "id": resource.id,
        "name": resource.name,
        "type": kind,
        "tenantId": cloud.identity.tenant,
        "kind": str(body.get("kind", "")),
        "location": resource.location,
        "resourceGroup": resource.group.lower(),
        "subscriptionId": cloud.identity.subscription,
        "managedBy": str(body.get("managedBy", "")),
        "properties": _properties(cloud, resource),
        "tags": body.get("tags"),
        **{name: body[name] for name in ("sku", "plan", "identity", "zones") if name in body},
    }


def _properties(cloud: Cloud, resource: Resource) -> JsonObject:
    properties = resource.properties
    if resource.type != MACHINE:
        return properties
    view = instance_view(cloud, resource)
    kept = ("computerName", "hyperVGeneration", "osName", "osVersion")
    shown: dict[str, Any] = {name: view[name] for name in kept if name in view}
    shown["powerState"] = copy.copy(view["statuses"][1])
    return {**properties, "extended": {"instanceView": shown}}


def _subscription(cloud: Cloud) -> JsonObject:
    subscription = cloud.identity.subscription
    return {
        **dict.fromkeys(COLUMNS),
        "id": f"/subscriptions/{subscription}",
        "name": DISPLAY_NAME,
        "type": _SUBSCRIPTION,
        "tenantId": cloud.identity.tenant,
        "kind": "",
        "location": "",
        "resourceGroup": "",
        "subscriptionId": subscription,
        "managedBy": "",
        "properties": {"state": "Enabled"},
    }
