"""What is refused whatever a call is about: rehearsed failures, and what a role does not allow."""

from __future__ import annotations

import re
from typing import Final

from app.practice.arm.permissions import may_write
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, group_being_deleted

_WRITES = ("PUT", "PATCH", "POST", "DELETE")
_ASK_BY_POST = ("microsoft.resourcegraph", "microsoft.policyinsights")
_WAIT = 5
_GROUP: Final = re.compile(r"/subscriptions/[^/]+/resourcegroups/([^/]+)", re.IGNORECASE)


class Gate:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def check(self, method: str, path: str, namespace: str) -> None:
        """Raises the refusal that is to be rehearsed now, if one is, or that the role asks for."""
        take = self._cloud.faults.take
        if take("throttle"):
            raise self._throttled(method, path, wait=True)
        if take("throttle-no-retry-after"):
            raise self._throttled(method, path, wait=False)
        if take("server-error"):
            raise ArmError(500, "InternalServerError", "Encountered internal server error.")
        if method not in _WRITES or namespace.lower() in _ASK_BY_POST:
            return
        if take("forbidden") or not may_write(self._cloud):
            raise self._forbidden(method, path, namespace)
        group = _GROUP.match(path)
        if group is not None and take("group-deleting"):
            raise group_being_deleted(group[1])
        if namespace.lower() == "microsoft.network" and take("conflict"):
            raise ArmError(
                409,
                "AnotherOperationInProgress",
                "Another operation on this or dependent resource is in progress. To retrieve "
                f"status of the operation use uri: {path}.",
                details=[],
            )
        if namespace.lower() == "microsoft.network" and take("retryable"):
            raise ArmError(
                429,
                "RetryableError",
                "A retryable error occurred.",
                details=[
                    {
                        "code": "RetryableErrorDueToAnotherOperation",
                        "message": f"Operation {method.title()}Operation is updating resource "
                        f"{path}. The call can be retried in {_WAIT} seconds.",
                    }
                ],
            )

    def _throttled(self, method: str, path: str, *, wait: bool) -> ArmError:
        # Whoever reads nothing but Retry-After must find one: hence never below a second.
        seconds = max(1, round(_WAIT / self._cloud.clock.speed))
        operation = "/".join(part for part in path.upper().split("/")[1::2] if part)
        return ArmError(
            429,
            "SubscriptionRequestsThrottled",
            f"Number of requests for subscription '{self._cloud.identity.subscription}' and "
            f"operation '{method}/{operation}' exceeded the backend storage limit. Please try "
            f"again after '{_WAIT}' seconds.",
            headers={"Retry-After": str(seconds)} if wait else {},
        )

    def _forbidden(self, method: str, path: str, namespace: str) -> ArmError:
        identity = self._cloud.identity
        verb = {"DELETE": "delete", "POST": "action"}.get(method, "write")
        action = f"{namespace or 'Microsoft.Resources/subscriptions/resourcegroups'}/{verb}"
        return ArmError(
            403,
            "AuthorizationFailed",
            f"The client '{identity.client}' with object id '{identity.principal}' does not have "
            f"authorization to perform action '{action}' over scope '{path}' or the scope is "
            "invalid. If access was recently granted, please refresh your credentials.",
        )
