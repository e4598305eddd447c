"""Virtual machines: made, changed, shown, deleted. Each is a guest on this computer."""

from __future__ import annotations

import copy
from functools import partial
from typing import Any

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.machine_boot import CREATE, MachineBoot
from app.practice.arm.machine_checks import checked_size
from app.practice.arm.machine_operations import MachineOperations
from app.practice.arm.machine_properties import identity_of, next_etag, take_delete_options
from app.practice.arm.machine_removal import DELETE, MachineRemoval
from app.practice.arm.machine_spelling import as_read
from app.practice.arm.machine_views import instance_view
from app.practice.arm.new_machine import MachineMaker
from app.practice.arm.references import MACHINE
from app.practice.arm.resizing import check_resize
from app.practice.arm.resources import (
    DELETING,
    checked_tags,
    find,
    listed,
    new_or_changed,
    page,
    require,
    shown,
)
from app.practice.arm.sizes import size_named
from app.practice.arm.usage import Usages
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import Handling, Operation, timestamp
from app.practice.state import Resource

_NAME = r"[A-Za-z0-9]([A-Za-z0-9_.\-]{0,62}[A-Za-z0-9_])?"
UPDATE = "machine.update"
_FIXED = (
    *("imageReference", "osDisk.name", "adminUsername", "computerName", "customData"),
    "priority",
)


class Machines:
    def __init__(
        self,
        cloud: Cloud,
        operations: MachineOperations,
        boot: MachineBoot,
        removal: MachineRemoval,
        usages: Usages,
    ) -> None:
        self._cloud = cloud
        self._operations = operations
        self._boot = boot
        self._removal = removal
        self._usages = usages
        self._maker = MachineMaker(cloud, usages)
        cloud.operations.register(UPDATE, Handling(self._updated))

    def routes(self) -> list[Route]:
        one = provider_path(MACHINE) + "/{name}"
        return [
            Route("PUT", one, self.put),
            Route("GET", one, self.get),
            Route("PATCH", one, self.patch),
            Route("DELETE", one, self.delete),
            Route("GET", one + "/instanceView", self.view),
            Route("GET", provider_path(MACHINE), self.index),
            Route("GET", provider_path(MACHINE, in_group=False), self.index),
        ]

    def put(self, call: Call) -> Reply:
        machine, new = new_or_changed(self._cloud, call, MACHINE, _NAME)
        if not new:
            return self._change(call, machine, call.object_body())
        confided = self._maker.make(machine, call.object_body())
        machine.inner["changed"] = timestamp()
        next_etag(machine)
        machine.properties["provisioningState"] = "Creating"
        self._cloud.state.put(machine)
        self._maker.join(machine)
        headers = self._operations.begin(
            call,
            machine,
            CREATE,
            durations.MACHINE_CREATE,
            self._boot.work(machine, confided),
            state="Creating",
            location=False,
            retry_after=10,
            facts={"fail": self._cloud.faults.take("os-provisioning-timeout")},
        )
        return Reply(201, self._show(machine), headers)

    def patch(self, call: Call) -> Reply:
        machine = require(self._cloud, call, MACHINE)
        if machine.provisioning_state == DELETING:
            raise _being_deleted(machine)
        body = call.object_body()
        if "tags" in body:
            machine.body["tags"] = checked_tags(body["tags"])
        return self._change(call, machine, body)

    def get(self, call: Call) -> Reply:
        machine = require(self._cloud, call, MACHINE)
        expanded = call.query.get("$expand", "").lower() == "instanceview"
        return Reply(200, self._show(machine, expanded=expanded))

    def view(self, call: Call) -> Reply:
        return Reply(200, instance_view(self._cloud, require(self._cloud, call, MACHINE)))

    def index(self, call: Call) -> Reply:
        # Both lists can show the power state as well, which saves a call for each machine.
        expanded = (
            call.query.get("$expand", "").lower() == "instanceview"
            or call.query.get("statusonly", "").lower() == "true"
        )
        machines = listed(self._cloud, call, MACHINE)
        return page(self._show(machine, expanded=expanded) for machine in machines)

    def delete(self, call: Call) -> Reply:
        machine = find(self._cloud, call, MACHINE)
        if machine is None:
            return Reply(204)
        if machine.provisioning_state == DELETING:
            raise _being_deleted(machine)
        by_force = call.query.get("forcedeletion", "").lower() == "true"
        self._removal.overtake(machine)
        headers = self._operations.begin(
            call,
            machine,
            DELETE,
            durations.MACHINE_DELETE / (2 if by_force else 1),
            self._removal.work(machine),
            state=DELETING,
            retry_after=10,
        )
        return Reply(202, None, headers)

    # parts

    def _change(self, call: Call, machine: Resource, body: JsonObject) -> Reply:
        self._operations.refuse_if_busy(machine)
        sent = as_read(body.get("properties"))
        _refuse_fixed(machine, sent)
        work = self._resize(machine, (sent.get("hardwareProfile") or {}).get("vmSize"))
        _refuse_other_price(machine, sent)
        for name in ("diagnosticsProfile", "billingProfile", "licenseType"):
            if sent.get(name) is not None:
                machine.properties[name] = copy.deepcopy(sent[name])
        take_delete_options(machine, sent)
        if "allowExtensionOperations" in (sent.get("osProfile") or {}):
            allowed = str(sent["osProfile"]["allowExtensionOperations"]).lower() == "true"
            machine.properties["osProfile"]["allowExtensionOperations"] = allowed
        if "identity" in body:
            machine.body["identity"] = identity_of(self._cloud, body["identity"])
        next_etag(machine)
        headers = self._operations.begin(
            call,
            machine,
            UPDATE,
            durations.MACHINE_UPDATE,
            work,
            location=False,
            retry_after=10,
        )
        return Reply(200, self._show(machine), headers)

    def _resize(self, machine: Resource, wanted: Any) -> Any:
        before = size_named(machine.properties["hardwareProfile"]["vmSize"])
        if wanted is None or before is None or str(wanted).lower() == before.name.lower():
            return None
        size = checked_size(wanted, machine.location)
        check_resize(machine, before, size)
        self._usages.require_cores(size, machine.location, before)
        machine.properties["hardwareProfile"]["vmSize"] = size.name
        if machine.inner["power"] != "running":
            return None
        return partial(self._boot.restart, machine)  # a resize reboots a running machine

    def _updated(self, operation: Operation) -> None:
        self._operations.settle(operation, changed=timestamp())

    def _show(self, machine: Resource, *, expanded: bool = False) -> JsonObject:
        properties = copy.deepcopy(machine.properties)
        if expanded:
            properties["instanceView"] = instance_view(self._cloud, machine)
        return shown(machine, properties)


def _being_deleted(machine: Resource) -> ArmError:
    return ArmError(
        409,
        "OperationNotAllowed",
        f"Operation is not allowed on VM '{machine.name}' since VM is marked for deletion. You can "
        "only retry the Delete operation (or wait for an ongoing one to complete).",
    )


def _refuse_other_price(machine: Resource, sent: JsonObject) -> None:
    """What the user would pay at most is settled while the machine stands nowhere."""
    wanted, kept = sent.get("billingProfile"), machine.properties.get("billingProfile")
    if wanted is None or wanted == kept or machine.inner["power"] == "deallocated":
        return
    hint = "For more information, see https://aka.ms/low-priority/errormessages."
    raise ArmError(
        409,
        "OperationNotAllowed",
        f"Billing Profile change is not allowed. {hint}",
        details=[
            {
                "code": "OperationNotAllowed",
                "message": "Billing Profile change is not allowed when the VM "
                f"'{machine.name}' is currently allocated. Please deallocate and try again. {hint}",
                "target": machine.name,
            }
        ],
    )


def _refuse_fixed(machine: Resource, sent: JsonObject) -> None:
    """Refuse changes of what is decided once and for all when a machine is made."""
    profile = sent.get("osProfile") or {}
    kept_profile = machine.properties["osProfile"]
    storage = sent.get("storageProfile") or {}
    kept_storage = machine.properties["storageProfile"]
    image, kept_image = storage.get("imageReference") or {}, kept_storage["imageReference"]
    changed = {
        "imageReference": any(
            str(kept_image.get(name, "")).lower() != str(image[name]).lower()
            for name in ("publisher", "offer", "sku", "version")
            if name in image
        ),
        "osDisk.name": (storage.get("osDisk") or {}).get("name", kept_storage["osDisk"]["name"])
        != kept_storage["osDisk"]["name"],
        "adminUsername": profile.get("adminUsername", kept_profile["adminUsername"])
        != kept_profile["adminUsername"],
        "computerName": profile.get("computerName", kept_profile["computerName"])
        != kept_profile["computerName"],
        "customData": bool(profile.get("customData")),
        "priority": sent.get("priority", "Regular") != machine.properties.get("priority", "Regular")
        and "priority" in sent,
    }
    for target in _FIXED:
        if changed[target]:
            raise ArmError(
                409,
                "PropertyChangeNotAllowed",
                f"Changing property '{target}' is not allowed.",
                target=target,
            )
