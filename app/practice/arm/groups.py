"""Resource groups: made at once, deleted with all that is in them."""

from __future__ import annotations

import re
from functools import partial

from app.practice import durations
from app.practice.arm.calls import GROUP, SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.machine_removal import MachineRemoval
from app.practice.arm.references import MACHINE
from app.practice.arm.resource_lists import has_tag, listing, terms_of
from app.practice.arm.resources import (
    DELETING,
    checked_tags,
    group_id,
    normal_location,
    operation_url,
    page,
    region_names,
    require_group,
    shown,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, group_being_deleted
from app.practice.operations import Handling, Operation, Work
from app.practice.state import GROUP_TYPE, Resource

_NAME = r"[-\w().]{0,89}[-\w()]"
_RETRY_AFTER = 15


class Groups:
    def __init__(self, cloud: Cloud, removal: MachineRemoval) -> None:
        self._cloud = cloud
        self._removal = removal
        cloud.operations.register("group.delete", Handling(self._deleted, self._work))

    def routes(self) -> list[Route]:
        return [
            Route("PUT", GROUP, self.put),
            Route("GET", GROUP, self.get),
            Route("HEAD", GROUP, self.head),
            Route("PATCH", GROUP, self.patch),
            Route("DELETE", GROUP, self.delete),
            Route("GET", SUBSCRIPTION + "/resourceGroups", self.index),
            Route("GET", GROUP + "/resources", self.list_content),
            Route("GET", SUBSCRIPTION + "/resources", self.list_all),
        ]

    def put(self, call: Call) -> Reply:
        body = call.object_body()
        name = call.group
        if not re.fullmatch(_NAME, name):
            raise ArmError(
                400,
                "InvalidResourceGroup",
                f"The provided resource group name '{name}' has these invalid characters. The "
                "name can only be a letter, digit, '-', '.', '(', ')' or '_'.",
            )
        location = self._location(body)
        group = self._cloud.state.get(group_id(self._cloud, name))
        new = group is None
        if group is None:
            group = Resource(
                id=group_id(self._cloud, name),
                type=GROUP_TYPE,
                group=name,
                name=name,
                body={"location": location},
            )
        elif group.provisioning_state == DELETING:
            raise group_being_deleted(group.name)
        elif group.location != location:
            raise ArmError(
                409,
                "InvalidResourceGroupLocation",
                f"Invalid resource group location '{location}'. The Resource group already exists "
                f"in location '{group.location}'.",
            )
        group.body.pop("tags", None)
        if "tags" in body:
            group.body["tags"] = checked_tags(body["tags"])
        group.body["properties"] = {"provisioningState": "Succeeded"}
        self._cloud.state.put(group)
        if new:
            # Whoever makes a group is about to make a machine in it.
            self._cloud.guests.prepare_soon()
        return Reply(201 if new else 200, shown(group))

    def get(self, call: Call) -> Reply:
        return Reply(200, shown(require_group(self._cloud, call.group)))

    def head(self, call: Call) -> Reply:
        found = self._cloud.state.get(group_id(self._cloud, call.group))
        return Reply(204 if found else 404)

    def patch(self, call: Call) -> Reply:
        group = require_group(self._cloud, call.group, writing=True)
        body = call.object_body()
        if "tags" in body:
            group.body["tags"] = checked_tags(body["tags"])
        self._cloud.state.put(group)
        return Reply(200, shown(group))

    def index(self, call: Call) -> Reply:
        groups = self._cloud.state.of_type(GROUP_TYPE)
        terms = terms_of(call.query.get("$filter", ""))
        return page(shown(group) for group in groups if has_tag(group, terms))

    def list_content(self, call: Call) -> Reply:
        group = require_group(self._cloud, call.group)
        return listing(call, self._cloud.state.in_group(group.name))

    def list_all(self, call: Call) -> Reply:
        groups = self._cloud.state.of_type(GROUP_TYPE)
        found = [r for group in groups for r in self._cloud.state.in_group(group.name)]
        return listing(call, found)

    def delete(self, call: Call) -> Reply:
        group = require_group(self._cloud, call.group)
        operation = self._cloud.operations.running(group.id)
        if operation is None:
            operation = self._begin_delete(group)
        return Reply(
            202,
            None,
            {
                "Location": operation_url(self._cloud, call, operation, result=True),
                **self._cloud.clock.retry_after(_RETRY_AFTER),
            },
        )

    def _begin_delete(self, group: Resource) -> Operation:
        group.properties["provisioningState"] = DELETING
        self._cloud.state.put(group)
        machines = self._cloud.state.of_type(MACHINE, group.name)
        seconds = durations.GROUP_DELETE + (durations.MACHINE_DELETE if machines else 0)
        operation = self._cloud.operations.new(
            "Microsoft.Resources", group.location, "group.delete", group.id, seconds
        )
        operation.retry_after = _RETRY_AFTER
        operation.facts = {"group": group.name}
        for machine in machines:
            self._removal.overtake(machine)
        return self._cloud.operations.begin(operation, self._work(operation))

    def _work(self, operation: Operation) -> Work:
        return partial(self._remove_guests, operation.facts["group"])

    async def _remove_guests(self, group: str) -> None:
        for machine in self._cloud.state.of_type(MACHINE, group):
            await self._removal.remove_guest(machine)

    def _deleted(self, operation: Operation) -> None:
        group = operation.facts["group"]
        if operation.error is not None:
            self._stays(operation)
            return
        for resource in self._cloud.state.in_group(group):
            self._cloud.edge.close(resource.id)
        self._cloud.state.delete_group(group)

    def _stays(self, operation: Operation) -> None:
        """As in the service when something in it cannot be deleted: it can be tried again."""
        group = self._cloud.state.get(operation.target)
        if group is not None:
            group.properties["provisioningState"] = "Succeeded"
            self._cloud.state.put(group)
        for machine in self._cloud.state.of_type(MACHINE, operation.facts["group"]):
            self._removal.has_failed(machine, operation)

    def _location(self, body: JsonObject) -> str:
        location = body.get("location")
        if not isinstance(location, str) or not location:
            raise ArmError(
                400, "LocationRequired", "The location property is required for this definition."
            )
        if normal_location(location) not in region_names():
            raise ArmError(
                400,
                "LocationNotAvailableForResourceGroup",
                f"The provided location '{location}' is not available for resource group. List of "
                f"available regions is '{','.join(region_names())}'.",
            )
        return normal_location(location)
