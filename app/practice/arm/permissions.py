"""What the caller's role allows: read by clients, enforced at the gate.

Everybody who sees the subscription has one role there, the built-in "Contributor", unless a
control call gives another: to rehearse an account that may look and not touch.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.cloud import Cloud
from app.practice.errors import JsonObject

_KEPT: Final = "role"
_USUAL: Final = "Contributor"

# learn.microsoft.com, "Azure built-in roles"
ROLES: Final[Mapping[str, JsonObject]] = {
    "Owner": {"actions": ["*"], "notActions": []},
    _USUAL: {
        "actions": ["*"],
        "notActions": [
            "Microsoft.Authorization/*/Delete",
            "Microsoft.Authorization/*/Write",
            "Microsoft.Authorization/elevateAccess/Action",
        ],
    },
    "Reader": {"actions": ["*/read"], "notActions": []},
}


def role_of(cloud: Cloud) -> str:
    return str(cloud.state.meta(_KEPT) or _USUAL)


def set_role(cloud: Cloud, name: str) -> None:
    """Give everybody the role `name` from now on. Raises `ValueError` for an unknown one."""
    if name not in ROLES:
        raise ValueError(f"no role {name!r}; there are {', '.join(ROLES)}")
    cloud.state.set_meta(_KEPT, name)


def may_write(cloud: Cloud) -> bool:
    return "*" in ROLES[role_of(cloud)]["actions"]


class Permissions:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def routes(self) -> list[Route]:
        path = SUBSCRIPTION + "/providers/Microsoft.Authorization/permissions"
        return [Route("GET", path, self.index)]

    def index(self, _call: Call) -> Reply:
        role = ROLES[role_of(self._cloud)]
        return Reply(200, {"value": [{**role, "dataActions": [], "notDataActions": []}]})
