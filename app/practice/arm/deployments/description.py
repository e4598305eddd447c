"""What a deployment shows of its template."""

from __future__ import annotations

import hashlib
import json
import uuid
from typing import Any

from app.practice.arm.deployments.parameters import shown
from app.practice.arm.deployments.running import Order, duration
from app.practice.arm.deployments.template import Planned
from app.practice.errors import JsonObject
from app.practice.operations import timestamp


def description_of(order: Order) -> JsonObject:
    """The properties of a deployment that has not begun yet."""
    planned = order.planned
    return {
        "templateHash": _hash(order.template),
        "parameters": shown(order.template, order.scope),
        "mode": "Incremental",
        "timestamp": timestamp(),
        "duration": duration(0),
        "correlationId": str(uuid.uuid4()),
        "providers": _providers(planned, str(order.scope.place.group["location"])),
        "dependencies": [_dependency(one, planned) for one in planned if one.after],
    }


def _dependency(planned: Planned, others: list[Planned]) -> JsonObject:
    waited = [other for other in others if other.id.lower() in planned.after]
    return {"dependsOn": [_named(other) for other in waited], **_named(planned)}


def _named(planned: Planned) -> JsonObject:
    return {"id": planned.id, "resourceType": planned.type, "resourceName": planned.name}


def _hash(template: JsonObject) -> str:
    text = json.dumps(template, sort_keys=True).encode()
    return str(int.from_bytes(hashlib.sha256(text).digest()[:8], "big"))


def _providers(planned: list[Planned], location: str) -> list[JsonObject]:
    types: dict[str, dict[str, list[Any]]] = {}
    for one in planned:
        namespace, _, kind = one.type.partition("/")
        place = one.sent.get("location", location)
        places = types.setdefault(namespace, {}).setdefault(kind, [])
        shown_place = place if not str(place).startswith("[") else location
        if shown_place not in places:
            places.append(shown_place)
    return [
        {
            "namespace": namespace,
            "resourceTypes": [
                {"resourceType": kind, "locations": places} for kind, places in kinds.items()
            ],
        }
        for namespace, kinds in types.items()
    ]
