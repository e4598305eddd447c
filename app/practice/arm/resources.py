"""What all resource types share: finding, naming, placing and showing resources."""

from __future__ import annotations

import copy
import re
import uuid
from collections.abc import Iterable, Mapping
from typing import Any

from app.practice.arm.calls import Call, Reply
from app.practice.cloud import Cloud
from app.practice.data import load
from app.practice.errors import (
    ArmError,
    JsonObject,
    group_being_deleted,
    group_not_found,
    invalid_parameter,
    resource_not_found,
)
from app.practice.operations import Operation
from app.practice.state import GROUP_TYPE, Resource

UPDATING = "Updating"
SUCCEEDED = "Succeeded"
FAILED = "Failed"
DELETING = "Deleting"


def region_names() -> list[str]:
    return [region["name"] for region in load("regions")]


def normal_location(location: str) -> str:
    """ "Japan East" and "japaneast" are one."""
    return location.replace(" ", "").lower()


def group_id(cloud: Cloud, name: str) -> str:
    return f"/subscriptions/{cloud.identity.subscription}/resourceGroups/{name}"


def require_group(cloud: Cloud, name: str, *, writing: bool = False) -> Resource:
    """The group. Raises 404, and 409 for writing into one that is being deleted."""
    group = cloud.state.get(group_id(cloud, name))
    if group is None:
        raise group_not_found(name)
    if writing and group.provisioning_state == DELETING:
        raise group_being_deleted(group.name)
    return group


def resource_id(cloud: Cloud, group: str, resource_type: str, name: str) -> str:
    return f"{group_id(cloud, group)}/providers/{resource_type}/{name}"


def find(cloud: Cloud, call: Call, resource_type: str) -> Resource | None:
    """The resource that the call names by `group` and `name`; the group must exist."""
    group = require_group(cloud, call.group)
    return cloud.state.get(resource_id(cloud, group.name, resource_type, call.params["name"]))


def require(cloud: Cloud, call: Call, resource_type: str) -> Resource:
    resource = find(cloud, call, resource_type)
    if resource is None:
        raise resource_not_found(resource_type, call.params["name"], call.group)
    return resource


def listed(cloud: Cloud, call: Call, resource_type: str) -> list[Resource]:
    """All of a type: of the call's group if it names one, else of the subscription."""
    if "group" not in call.params:
        return cloud.state.of_type(resource_type)
    return cloud.state.of_type(resource_type, require_group(cloud, call.group).name)


def new_or_changed(
    cloud: Cloud, call: Call, resource_type: str, name_pattern: str
) -> tuple[Resource, bool]:
    """The resource that a PUT makes or changes, and whether it is new.

    Its location, tags and the like are set from the body; its properties are those of
    before (a copy is changed, nothing is stored yet).
    """
    group = require_group(cloud, call.group, writing=True)
    body = call.object_body()
    name = call.params["name"]
    if not re.fullmatch(name_pattern, name):
        raise ArmError(
            400,
            "InvalidResourceName",
            f"Resource name {name} is invalid. The name can be up to 80 characters long. It must "
            "begin with a word character, and it must end with a word character or with '_'. The "
            "name may contain word characters or '.', '-', '_'.",
            details=[],
        )
    location = _location(body, resource_type)
    found = cloud.state.get(resource_id(cloud, group.name, resource_type, name))
    if found is not None and found.location != location:
        raise ArmError(
            409,
            "InvalidResourceLocation",
            f"The resource '{name}' already exists in location '{found.location}' in resource "
            f"group '{group.name}'. A resource with the same name cannot be created in location "
            f"'{location}'. Please select a new resource name.",
        )
    resource = found or Resource(
        id=resource_id(cloud, group.name, resource_type, name),
        type=resource_type,
        group=group.name,
        name=name,
        body={"location": location},
    )
    if "tags" in body:
        resource.body["tags"] = checked_tags(body["tags"])
    return resource, found is None


def _location(body: JsonObject, resource_type: str) -> str:
    location = body.get("location")
    if not isinstance(location, str) or not location:
        raise ArmError(
            400, "LocationRequired", "The location property is required for this definition."
        )
    if normal_location(location) not in region_names():
        raise ArmError(
            400,
            "LocationNotAvailableForResourceType",
            f"The provided location '{location}' is not available for resource type "
            f"'{resource_type}'. List of available regions for the resource type is "
            f"'{','.join(region_names())}'.",
        )
    return normal_location(location)


def checked_tags(tags: Any) -> dict[str, str]:
    """The tags, each a text of at most 256 characters, at most 50."""
    if tags is None:
        return {}
    if not isinstance(tags, dict) or not all(isinstance(v, str) for v in tags.values()):
        raise ArmError(400, "InvalidRequestContent", "The tags must be an object of texts.")
    if len(tags) > 50:
        raise ArmError(
            400,
            "InvalidTags",
            f"The number of tags '{len(tags)}' exceeds the maximum of '50' for a resource.",
        )
    for name, value in tags.items():
        if len(name) > 512 or len(value) > 256 or re.search(r"[<>%&\\?/]", name):
            raise ArmError(400, "InvalidTagNameOrValue", f"The tag '{name}' is not allowed.")
    return dict(tags)


def same_id(first: str, second: str) -> bool:
    return first.lower() == second.lower()


def reference(value: Any, target: str) -> str:
    """The id in a `{"id": …}` reference; "" where there is none."""
    if value is None:
        return ""
    if isinstance(value, dict) and isinstance(value.get("id"), str):
        return str(value["id"])
    raise invalid_parameter(target)


def settable(properties: Any, read_only: Iterable[str]) -> JsonObject:
    """A copy of what was sent, without what only the service sets, and without nulls."""
    if properties is None:
        return {}
    if not isinstance(properties, dict):
        raise ArmError(400, "InvalidRequestContent", "The properties must be an object.")
    ignored = set(read_only)
    return {
        name: copy.deepcopy(value)
        for name, value in properties.items()
        if name not in ignored and value is not None
    }


def new_etag() -> str:
    return f'W/"{uuid.uuid4()}"'


def shown(resource: Resource, properties: Mapping[str, Any] | None = None) -> JsonObject:
    """A resource as the service shows it; `properties` in place of those kept."""
    body = {"name": resource.name, "id": resource.id, "type": resource.type, **resource.body}
    body["properties"] = dict(resource.properties if properties is None else properties)
    return body


def page(values: Iterable[JsonObject]) -> Reply:
    return Reply(200, {"value": list(values)})


def operation_url(cloud: Cloud, call: Call, operation: Operation, *, result: bool) -> str:
    """Where the operation is polled: Azure-AsyncOperation, or with `result` the Location."""
    subscription = f"{call.base_url}/subscriptions/{cloud.identity.subscription}"
    version = f"api-version={call.api_version}"
    if operation.provider == "Microsoft.Resources":
        return f"{subscription}/operationresults/{operation.id}?{version}"
    place = f"{subscription}/providers/{operation.provider}/locations/{operation.location}"
    if operation.provider == "Microsoft.Compute":
        monitor = "&monitor=true" if result else ""
        return f"{place}/operations/{operation.id}?p={operation.id}{monitor}&{version}"
    kind = "operationResults" if result else "operations"
    return f"{place}/{kind}/{operation.id}?{version}"


def operation_headers(
    cloud: Cloud,
    call: Call,
    operation: Operation,
    *,
    location: bool = False,
    retry_after: float | None = None,
) -> dict[str, str]:
    headers = {
        "Azure-AsyncOperation": operation_url(cloud, call, operation, result=False),
        "Azure-AsyncNotification": "Enabled",
    }
    if location:
        headers["Location"] = operation_url(cloud, call, operation, result=True)
    if retry_after is not None:
        headers |= cloud.clock.retry_after(retry_after)
    return headers


def is_group(resource: Resource) -> bool:
    return resource.type == GROUP_TYPE
