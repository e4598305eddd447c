"""The Resource Manager: takes a call, checks what all calls have in common, has it served."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from app.practice.arm.addresses import Addresses
from app.practice.arm.boot_log import BootLog
from app.practice.arm.calls import Call, Caller, Reply, Route, refusal
from app.practice.arm.deployments.service import Deployments
from app.practice.arm.disks import Disks
from app.practice.arm.gate import Gate
from app.practice.arm.graph import GRAPH, Graph
from app.practice.arm.groups import Groups
from app.practice.arm.images import Images
from app.practice.arm.interfaces import Interfaces
from app.practice.arm.machine_boot import MachineBoot
from app.practice.arm.machine_operations import MachineOperations
from app.practice.arm.machine_removal import MachineRemoval
from app.practice.arm.machines import Machines
from app.practice.arm.marketplace import Marketplace
from app.practice.arm.network import Networks
from app.practice.arm.network_operations import NetworkOperations
from app.practice.arm.permissions import Permissions
from app.practice.arm.policies import Policies
from app.practice.arm.polling import Polling
from app.practice.arm.power import Power
from app.practice.arm.providers import Providers
from app.practice.arm.resizing import SizesOfMachines
from app.practice.arm.resources import require_group
from app.practice.arm.routing import Router
from app.practice.arm.run_command import RunCommand
from app.practice.arm.schedules import Schedules
from app.practice.arm.security_groups import SecurityGroups
from app.practice.arm.sizes import Sizes
from app.practice.arm.subscriptions import Subscriptions
from app.practice.arm.usage import Usages
from app.practice.arm.versions import check_version
from app.practice.authority.people import Directory
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, not_implemented, wrong_tenant


class ResourceManager:
    """All of it. `answer` is called on the event loop and does not wait."""

    def __init__(self, cloud: Cloud, directory: Directory) -> None:
        self._cloud = cloud
        self._directory = directory
        network = NetworkOperations(cloud)
        machine = MachineOperations(cloud)
        removal = MachineRemoval(cloud)
        boot = MachineBoot(cloud, machine)
        usages = Usages(cloud)
        power = Power(cloud, machine, boot)
        self.schedules = Schedules(cloud, power)
        self.boot_log = BootLog(cloud)
        self._providers = Providers(cloud)
        self._policies = Policies(cloud)
        self._gate = Gate(cloud)
        routes: list[Route] = []
        for part in (
            Subscriptions(cloud, directory),
            Permissions(cloud),
            Groups(cloud, removal),
            self._providers,
            self._policies,
            Networks(cloud, network),
            SecurityGroups(cloud, network),
            Addresses(cloud, network),
            Interfaces(cloud, network),
            Machines(cloud, machine, boot, removal, usages),
            power,
            RunCommand(cloud, machine),
            self.boot_log,
            Disks(cloud),
            Images(cloud),
            Sizes(cloud),
            SizesOfMachines(cloud),
            usages,
            self.schedules,
            Marketplace(cloud),
            Graph(cloud, directory),
            Deployments(cloud, usages, self.answer),
            Polling(cloud),
        ):
            routes.extend(part.routes())
        self._router = Router(routes)

    def answer(
        self,
        method: str,
        path: str,
        query: Mapping[str, str],
        body: Any,
        base_url: str,
        caller: Caller,
    ) -> Reply:
        """Serve a call whose token was found good. Refusals come as replies too."""
        lower = {name.lower(): value for name, value in query.items()}
        if method != "GET" and _provider(path)[0].lower() != GRAPH.lower():
            self._providers.rehearse_missing(_provider(path)[0])
        try:
            with self._cloud.state.change():
                call = self._checked(Call(method, path, {}, lower, body, base_url, caller))
                match, methods = self._router.find(method, path)
                if match is None:
                    raise self._no_route(method, path, methods)
                return match.handler(_with_params(call, match.params))
        except ArmError as error:
            return refusal(error)

    def _checked(self, call: Call) -> Call:
        method, path = call.method, call.path
        subscription = re.match(r"/+subscriptions/([^/]+)", path, re.IGNORECASE)
        group = re.search(r"/resourcegroups/([^/]+)/", path, re.IGNORECASE)
        namespace, resource_type = _provider(path)
        check_version(call.query.get("api-version"), namespace, resource_type)
        if subscription:
            self._check_subscription(subscription[1], call)
        self._gate.check(method, path, namespace)
        if group:
            require_group(self._cloud, group[1], writing=method in ("PUT", "PATCH"))
        if namespace and method != "GET":
            self._providers.require_registered(namespace)
        self._policies.check(call)
        return call

    def _check_subscription(self, subscription: str, call: Call) -> None:
        caller = call.caller
        if subscription.lower() != self._cloud.identity.subscription.lower():
            raise ArmError(
                404,
                "SubscriptionNotFound",
                f"The subscription '{subscription}' could not be found.",
            )
        if caller.tenant.lower() != self._directory.owner.id.lower():
            raise wrong_tenant(self._directory.owner.id, caller.tenant)
        if not self._directory.sees_subscription(caller.subject, caller.tenant):
            raise ArmError(
                403,
                "AuthorizationFailed",
                f"The client '{caller.client}' with object id '{caller.subject}' does not have "
                f"authorization to perform action '{call.method}' over scope '{call.path}' or "
                "the scope is invalid. If access was recently granted, please refresh your "
                "credentials.",
            )

    def _no_route(self, method: str, path: str, methods: set[str]) -> ArmError:
        if methods:
            return ArmError(
                405,
                "MethodNotAllowed",
                f"The requested resource does not support http method '{method}'.",
                headers={"Allow": ", ".join(sorted(methods))},
            )
        return not_implemented(f"{method} {path}")


def _provider(path: str) -> tuple[str, str]:
    """Namespace and type that a path is about; ("", "") for the Resource Manager's own."""
    match = re.search(r"/providers/([^/]+)/([^?]+)", path, re.IGNORECASE)
    if match is None or match[2].lower() in ("register", "unregister"):
        return "", ""
    return match[1], "/".join(match[2].split("/")[::2])


def _with_params(call: Call, params: dict[str, str]) -> Call:
    return replace(call, params=params)
