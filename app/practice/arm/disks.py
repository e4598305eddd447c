"""Managed disks: those that machines are made with, and empty ones."""

from __future__ import annotations

import uuid

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.references import DISK
from app.practice.arm.resources import (
    checked_tags,
    find,
    listed,
    new_or_changed,
    operation_headers,
    page,
    require,
    settable,
    shown,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, not_implemented
from app.practice.operations import Handling, Operation, timestamp
from app.practice.state import Resource

_READ_ONLY = ("provisioningState", "timeCreated", "uniqueId", "diskState", "diskSizeBytes")
_NAME = r"[A-Za-z0-9_]([A-Za-z0-9_.\-]{0,78}[A-Za-z0-9_])?"
PUT, DELETE = "disk.put", "disk.delete"


class Disks:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        cloud.operations.register(PUT, Handling(self._put_done))
        cloud.operations.register(DELETE, Handling(self._deleted))

    def routes(self) -> list[Route]:
        one = provider_path(DISK) + "/{name}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.patch),
            Route("DELETE", one, self.delete),
            Route("GET", provider_path(DISK), self.index),
            Route("GET", provider_path(DISK, in_group=False), self.index),
        ]

    def put(self, call: Call) -> Reply:
        disk, new = new_or_changed(self._cloud, call, DISK, _NAME)
        body = call.object_body()
        sent = settable(body.get("properties"), _READ_ONLY)
        if new:
            if str((sent.get("creationData") or {}).get("createOption")).lower() != "empty":
                raise not_implemented("disks that are not made empty or with a machine")
            disk.body["properties"] = {
                **sent,
                "diskState": "Unattached",
                "timeCreated": timestamp(),
                "uniqueId": str(uuid.uuid4()),
            }
            disk.body["sku"] = {"name": "Standard_LRS", **(body.get("sku") or {})}
        else:
            disk.properties.update(sent)
        return self._begin(call, disk, PUT)

    def patch(self, call: Call) -> Reply:
        disk = require(self._cloud, call, DISK)
        body = call.object_body()
        if "tags" in body:
            disk.body["tags"] = checked_tags(body["tags"])
        disk.properties.update(settable(body.get("properties"), _READ_ONLY))
        return self._begin(call, disk, PUT)

    def get(self, call: Call) -> Reply:
        return Reply(200, shown(require(self._cloud, call, DISK)))

    def index(self, call: Call) -> Reply:
        return page(shown(disk) for disk in listed(self._cloud, call, DISK))

    def delete(self, call: Call) -> Reply:
        disk = find(self._cloud, call, DISK)
        if disk is None:
            return Reply(204)
        if disk.body.get("managedBy"):
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Disk {disk.name} is attached to VM {disk.body['managedBy']}.",
            )
        return self._begin(call, disk, DELETE)

    def _begin(self, call: Call, disk: Resource, kind: str) -> Reply:
        disk.properties["provisioningState"] = "Updating"
        self._cloud.state.put(disk)
        operation = self._cloud.operations.new(
            "Microsoft.Compute", disk.location, kind, disk.id, durations.DISK
        )
        self._cloud.operations.begin(operation)
        headers = operation_headers(self._cloud, call, operation, location=True, retry_after=2)
        return Reply(202, None if kind == DELETE else shown(disk), headers)

    def _put_done(self, operation: Operation) -> None:
        disk = self._cloud.state.get(operation.target)
        if disk is not None:
            disk.properties["provisioningState"] = "Succeeded"
            self._cloud.state.put(disk)
            operation.outcome = shown(disk)

    def _deleted(self, operation: Operation) -> None:
        self._cloud.state.delete(operation.target)
