"""Refusals in the wording of Azure Resource Manager: `{"error": {"code", "message", …}}`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

JsonObject = dict[str, Any]
"""A JSON object as `json.loads` gives it."""


class ArmError(Exception):
    """An answer of the service that refuses the call.

    `details` are nested errors (`code`, `message`, perhaps `target`); an empty list is sent
    as such, because the network provider does so.
    """

    def __init__(
        self,
        status: int,
        code: str,
        message: str,
        *,
        target: str = "",
        details: Sequence[Mapping[str, Any]] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(f"{code}: {message}")
        self.status = status
        self.code = code
        self.message = message
        self.target = target
        self.details = details
        self.headers = dict(headers or {})

    def error(self) -> JsonObject:
        """The inner object, as an operation that failed shows it too."""
        error: JsonObject = {"code": self.code, "message": self.message}
        if self.target:
            error["target"] = self.target
        if self.details is not None:
            error["details"] = [dict(detail) for detail in self.details]
        return error

    def body(self) -> JsonObject:
        return {"error": self.error()}


def resource_not_found(resource_type: str, name: str, group: str) -> ArmError:
    return ArmError(
        404,
        "ResourceNotFound",
        f"The Resource '{resource_type}/{name}' under resource group '{group}' was not found. "
        "For more details please go to https://aka.ms/ARMResourceNotFoundFix",
    )


def wrong_tenant(owner: str, given: str) -> ArmError:
    """A token of another organisation than that of the subscription."""
    return ArmError(
        401,
        "InvalidAuthenticationTokenTenant",
        f"The access token is from the wrong issuer '{given}'. It must match the tenant "
        f"'{owner}' associated with this subscription. Please use the authority (URL) of that "
        "tenant to get the token.",
    )


def group_not_found(group: str) -> ArmError:
    return ArmError(404, "ResourceGroupNotFound", f"Resource group '{group}' could not be found.")


def group_being_deleted(group: str) -> ArmError:
    return ArmError(
        409,
        "ResourceGroupBeingDeleted",
        f"The resource group '{group}' is in deprovisioning state and cannot perform this "
        "operation.",
    )


def parent_not_found(action: str, child_type: str, parent_id: str) -> ArmError:
    return ArmError(
        404,
        "ParentResourceNotFound",
        f"Failed to perform '{action}' on resource(s) of type '{child_type}', because the parent "
        f"resource '{parent_id}' could not be found.",
    )


def reference_not_found(referenced_id: str, by_id: str) -> ArmError:
    return ArmError(
        400,
        "InvalidResourceReference",
        f"Resource {referenced_id} referenced by resource {by_id} was not found. Please make sure "
        "that the referenced resource exists, and that both resources are in the same region.",
        details=[{"code": "NotFound", "message": f"Resource {referenced_id} not found."}],
    )


def reference_not_provisioned(
    referenced_id: str, by_id: str, state: str, operation: str
) -> ArmError:
    return ArmError(
        429,
        "RetryableError",
        "A retryable error occurred.",
        details=[
            {
                "code": "ReferencedResourceNotProvisioned",
                "message": f"Cannot proceed with operation because resource {referenced_id} used "
                f"by resource {by_id} is not in Succeeded state. Resource is in {state} state and "
                f"the last operation that updated/is updating the resource is {operation}.",
            }
        ],
    )


def invalid_parameter(target: str, message: str = "") -> ArmError:
    return ArmError(
        400,
        "InvalidParameter",
        message or f"The value of parameter {target} is invalid.",
        target=target,
    )


def not_implemented(what: str) -> ArmError:
    """Better no answer than a made-up one: clients see that practice lacks this call."""
    return ArmError(
        501, "NotImplemented", f"The practice cloud does not offer this call yet: {what}."
    )
