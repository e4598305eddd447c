"""What the types of the network provider share: their operations and their refusals."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from app.practice import durations
from app.practice.arm.calls import Call, Reply
from app.practice.arm.resources import (
    DELETING,
    FAILED,
    SUCCEEDED,
    UPDATING,
    new_etag,
    operation_headers,
    require_group,
)
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, reference_not_found, reference_not_provisioned
from app.practice.operations import Handling, Operation
from app.practice.state import Resource

PROVIDER: Final = "Microsoft.Network"
NAME_PATTERN: Final = r"[A-Za-z0-9]([A-Za-z0-9_.\-]{0,78}[A-Za-z0-9_])?"

Show = Callable[[Resource], JsonObject]


def children(resource: Resource) -> list[JsonObject]:
    """All that lives inside a resource and has a state of its own."""
    names = ("subnets", "securityRules", "defaultSecurityRules", "ipConfigurations")
    return [child for name in names for child in resource.properties.get(name, [])]


def set_state(resource: Resource, state: str) -> None:
    resource.properties["provisioningState"] = state
    for child in children(resource):
        child["properties"]["provisioningState"] = state


def stamp(resource: Resource) -> None:
    """A new etag for the resource and all that lives in it."""
    etag = new_etag()
    resource.body["etag"] = etag
    for child in children(resource):
        child["etag"] = etag


class NetworkOperations:
    """Puts and deletes network resources with the operations of the service."""

    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        cloud.operations.register("network.put", Handling(self._put_done))
        cloud.operations.register("network.delete", Handling(self._deleted))

    def refuse_if_busy(self, call: Call, resource: Resource) -> None:
        running = self._cloud.operations.running(resource.id)
        if running is not None:
            url = (
                f"{call.base_url}/subscriptions/{self._cloud.identity.subscription}/providers/"
                f"{PROVIDER}/locations/{running.location}/operations/{running.id}"
                f"?api-version={call.api_version}"
            )
            raise ArmError(
                409,
                "AnotherOperationInProgress",
                "Another operation on this or dependent resource is in progress. To retrieve "
                f"status of the operation use uri: {url}.",
                details=[],
            )

    def put(
        self, call: Call, resource: Resource, *, new: bool, seconds: float, retry_after: float
    ) -> dict[str, str]:
        """Store `resource` as Updating and begin the operation; returns the headers."""
        if not new:
            self.refuse_if_busy(call, resource)
        set_state(resource, UPDATING)
        stamp(resource)
        operation = self._cloud.operations.new(
            PROVIDER, resource.location, "network.put", resource.id, seconds
        )
        operation.retry_after = retry_after
        self._cloud.state.put(resource)
        self._cloud.operations.begin(operation)
        return operation_headers(self._cloud, call, operation, retry_after=retry_after)

    def put_at_once(self, resource: Resource) -> None:
        """Store a change that the service makes without an operation."""
        set_state(resource, SUCCEEDED)
        stamp(resource)
        self._cloud.state.put(resource)

    def delete(self, call: Call, resource: Resource | None, child: str = "") -> Reply:
        """Delete `resource`, or of it the child with the id `child`."""
        if resource is None:
            return Reply(204)
        require_group(self._cloud, call.group)
        self.refuse_if_busy(call, resource)
        set_state(resource, UPDATING if child else DELETING)
        self._cloud.state.put(resource)
        operation = self._cloud.operations.new(
            PROVIDER,
            resource.location,
            "network.delete",
            resource.id,
            durations.NETWORK_DELETE,
        )
        operation.final_status = 204
        operation.retry_after = 10
        operation.facts = {"child": child}
        self._cloud.operations.begin(operation)
        headers = operation_headers(self._cloud, call, operation, location=True, retry_after=10)
        return Reply(202, None, headers)

    def provisioned(
        self, resource_id: str, user: Resource, operation: str, resource_type: str
    ) -> Resource:
        """The resource that `user` refers to; it must exist, be near, and be ready."""
        found = self._cloud.state.get(resource_id)
        if found is None or found.type != resource_type or found.location != user.location:
            raise reference_not_found(resource_id, user.id)
        if found.provisioning_state not in (SUCCEEDED, FAILED):
            raise reference_not_provisioned(found.id, user.id, found.provisioning_state, operation)
        return found

    def _put_done(self, operation: Operation) -> None:
        resource = self._cloud.state.get(operation.target)
        if resource is not None:
            set_state(resource, SUCCEEDED)
            stamp(resource)
            self._cloud.state.put(resource)

    def _deleted(self, operation: Operation) -> None:
        child = operation.facts["child"]
        resource = self._cloud.state.get(operation.target)
        if resource is None:
            return
        if not child:
            self._cloud.edge.close(resource.id)
            self._cloud.state.delete(resource.id)
            return
        for name in ("subnets", "securityRules"):
            kept = [c for c in resource.properties.get(name, []) if c["id"] != child]
            if name in resource.properties:
                resource.properties[name] = kept
        self._put_done_resource(resource)

    def _put_done_resource(self, resource: Resource) -> None:
        set_state(resource, SUCCEEDED)
        stamp(resource)
        self._cloud.state.put(resource)
