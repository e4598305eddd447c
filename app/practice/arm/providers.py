"""Resource providers: which there are, and whether the subscription is registered for them."""

from __future__ import annotations

from app.practice import durations
from app.practice.arm.calls import SUBSCRIPTION, Call, Reply, Route
from app.practice.arm.resources import region_names
from app.practice.arm.versions import newest
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import Handling, Operation

_TYPES = {
    "Microsoft.Compute": ["virtualMachines", "disks", "locations", "locations/publishers", "skus"],
    "Microsoft.DevTestLab": ["schedules"],
    "Microsoft.MarketplaceOrdering": ["agreements", "offertypes"],
    "Microsoft.Network": [
        "virtualNetworks",
        "networkSecurityGroups",
        "publicIPAddresses",
        "networkInterfaces",
    ],
    "Microsoft.PolicyInsights": ["checkPolicyRestrictions", "policyStates"],
    "Microsoft.ResourceGraph": ["resources"],
    "Microsoft.Resources": ["subscriptions", "resourceGroups"],
}
_ALWAYS = "Microsoft.Resources"
_AT_FIRST = {
    "Microsoft.DevTestLab": "NotRegistered",
    "Microsoft.PolicyInsights": "NotRegistered",
}
_KEPT = "registrations"
_REGISTER = "provider.register"


class Providers:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        cloud.operations.register(_REGISTER, Handling(self._registered))

    def routes(self) -> list[Route]:
        one = SUBSCRIPTION + "/providers/{namespace}"
        return [
            Route("GET", SUBSCRIPTION + "/providers", self.index),
            Route("GET", one, self.get),
            Route("POST", one + "/register", self.register),
            Route("POST", one + "/unregister", self.unregister),
        ]

    def index(self, _call: Call) -> Reply:
        return Reply(200, {"value": [self._show(name) for name in _TYPES]})

    def get(self, call: Call) -> Reply:
        return Reply(200, self._show(self._known(call)))

    def register(self, call: Call) -> Reply:
        name = self._known(call)
        if self.state_of(name) == "NotRegistered":
            self._set(name, "Registering")
            operations = self._cloud.operations
            operations.begin(
                operations.new("Microsoft.Resources", "", _REGISTER, name, durations.REGISTRATION)
            )
        return Reply(200, self._show(name))

    def unregister(self, call: Call) -> Reply:
        name = self._known(call)
        if name != _ALWAYS:
            self._set(name, "NotRegistered")
        return Reply(200, self._show(name))

    def state_of(self, name: str) -> str:
        kept = self._cloud.state.meta(_KEPT) or {}
        return str(kept.get(name, _AT_FIRST.get(name, "Registered")))

    def rehearse_missing(self, namespace: str) -> None:
        """If that fault is wanted: the subscription is not registered for `namespace`.

        Called outside the change that a refused call takes back.
        """
        name = next((n for n in _TYPES if n.lower() == namespace.lower()), "")
        if name and name != _ALWAYS and self._cloud.faults.take("unregistered"):
            self._set(name, "NotRegistered")

    def require_registered(self, namespace: str) -> None:
        """Raises the service's refusal, at which the SDK registers and comes again."""
        name = next((n for n in _TYPES if n.lower() == namespace.lower()), "")
        if not name or self.state_of(name) == "Registered":
            return
        message = (
            f"The subscription is not registered to use namespace '{name}'. See "
            "https://aka.ms/rps-not-found for how to register subscriptions."
        )
        code = "MissingSubscriptionRegistration"
        detail = {"code": code, "target": name, "message": message}
        raise ArmError(409, code, message, details=[detail])

    def _registered(self, operation: Operation) -> None:
        if self.state_of(operation.target) == "Registering":
            self._set(operation.target, "Registered")

    def _set(self, name: str, state: str) -> None:
        kept = self._cloud.state.meta(_KEPT) or {}
        self._cloud.state.set_meta(_KEPT, {**kept, name: state})

    def _known(self, call: Call) -> str:
        for name in _TYPES:
            if name.lower() == call.params["namespace"].lower():
                return name
        raise ArmError(
            404,
            "InvalidResourceNamespace",
            f"The resource namespace '{call.params['namespace']}' is invalid.",
        )

    def _show(self, name: str) -> JsonObject:
        return {
            "id": f"/subscriptions/{self._cloud.identity.subscription}/providers/{name}",
            "namespace": name,
            "resourceTypes": [
                {
                    "resourceType": kind,
                    "locations": region_names(),
                    "apiVersions": [newest(name)],
                    "capabilities": "SupportsTags, SupportsLocation",
                }
                for kind in _TYPES[name]
            ],
            "registrationState": self.state_of(name),
            "registrationPolicy": (
                "RegistrationFree" if name == _ALWAYS else "RegistrationRequired"
            ),
        }
