"""A call to the Resource Manager and its answer, free of any web framework."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from app.practice.errors import ArmError, JsonObject


@dataclass(frozen=True)
class Caller:
    """Whose token came with a call: a person or a service principal (`subject`), in `tenant`."""

    subject: str = ""
    tenant: str = ""
    client: str = ""
    second_proof: bool = False
    person: bool = False


@dataclass(frozen=True)
class Call:
    """One call. `params` are the named places of its route, in the caller's letter case.

    `query` has lower-case names; `body` is the JSON that was sent (None without one);
    `base_url` is how the caller reached the cloud, without a slash at the end.
    """

    method: str
    path: str
    params: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    base_url: str
    caller: Caller = field(default_factory=Caller)

    @property
    def api_version(self) -> str:
        return self.query.get("api-version", "")

    @property
    def group(self) -> str:
        return self.params["group"]

    def object_body(self) -> JsonObject:
        """The body, which must be a JSON object."""
        if not isinstance(self.body, dict):
            raise ArmError(
                400,
                "InvalidRequestContent",
                "The request content was invalid and could not be deserialized: "
                "'a JSON object is expected'.",
            )
        return self.body


@dataclass(frozen=True)
class Reply:
    """An answer; `body` None means an empty one."""

    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


_OF_THE_GATEWAY: Final = frozenset(
    [
        *("ResourceNotFound", "ResourceGroupNotFound", "ParentResourceNotFound"),
        *("SubscriptionNotFound", "AuthorizationFailed", "MissingSubscriptionRegistration"),
        *("ResourceGroupBeingDeleted", "MissingApiVersionParameter", "InvalidApiVersionParameter"),
        *("NoRegisteredProviderFound", "ResourcePurchaseValidationFailed"),
        *("AuthenticationFailed", "ExpiredAuthenticationToken", "InvalidAuthenticationToken"),
        *("InvalidAuthenticationTokenTenant", "LocationNotAvailableForResourceGroup"),
    ]
)
"""What the Resource Manager refuses itself, before a provider hears of it; it says so."""


def refusal(error: ArmError) -> Reply:
    cause = {"x-ms-failure-cause": "gateway"} if error.code in _OF_THE_GATEWAY else {}
    return Reply(error.status, error.body(), {**cause, **error.headers})


Handler = Callable[[Call], Reply]


@dataclass(frozen=True)
class Route:
    """`pattern` is a path with `{places}`; literals are compared without case."""

    method: str
    pattern: str
    handler: Handler


SUBSCRIPTION = "/subscriptions/{subscription}"
GROUP = SUBSCRIPTION + "/resourceGroups/{group}"


def provider_path(resource_type: str, *, in_group: bool = True) -> str:
    """The path under which all resources of `resource_type` of a group (or all) are listed."""
    return (GROUP if in_group else SUBSCRIPTION) + "/providers/" + resource_type
