"""The end of a machine: its guest, and whatever was to be deleted with it."""

from __future__ import annotations

from functools import partial

from app.practice.arm.machine_operations import guest_of
from app.practice.arm.references import ADDRESS, id_in
from app.practice.arm.resources import DELETING
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject
from app.practice.operations import Handling, Operation, Work
from app.practice.state import Resource

DELETE = "machine.delete"


class MachineRemoval:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud
        cloud.operations.register(DELETE, Handling(self._deleted, self.work_of))

    def overtake(self, machine: Resource) -> None:
        """Mark as being deleted; what is under way on the machine counts no more."""
        running = self._cloud.operations.running(machine.id)
        if running is not None:
            self._cloud.operations.cancel(
                running,
                ArmError(
                    409,
                    "OperationPreempted",
                    "The operation has been preempted by a more recent operation.",
                ),
            )
        machine.properties["provisioningState"] = DELETING
        machine.inner["power"] = "stopping"
        self._cloud.state.put(machine)

    def has_failed(self, machine: Resource, operation: Operation) -> None:
        """The machine is still there, and says why."""
        machine.properties["provisioningState"] = "Failed"
        machine.inner["failure"] = operation.error
        self._cloud.state.put(machine)

    def work(self, machine: Resource) -> Work:
        return partial(self.remove_guest, machine)

    def work_of(self, operation: Operation) -> Work | None:
        machine = self._cloud.state.get(operation.target)
        return None if machine is None else self.work(machine)

    async def remove_guest(self, machine: Resource) -> None:
        guests = self._cloud.guests
        guest = guest_of(machine)
        await guests.run(guest, partial(guests.host.delete, guest))

    def _deleted(self, operation: Operation) -> None:
        machine = self._cloud.state.get(operation.target)
        if machine is None:
            return
        if operation.error is not None:
            self.has_failed(machine, operation)
            return
        self._cloud.state.delete(machine.id)
        self._delete_disks(machine)
        for interface in machine.properties["networkProfile"]["networkInterfaces"]:
            self._release_interface(interface)

    def _delete_disks(self, machine: Resource) -> None:
        storage = machine.properties["storageProfile"]
        for disk in (storage["osDisk"], *storage.get("dataDisks", [])):
            kept = self._cloud.state.get(id_in(disk.get("managedDisk")))
            if kept is None:
                continue
            if _goes_too(disk):
                self._cloud.state.delete(kept.id)
            else:
                kept.body.pop("managedBy", None)
                kept.properties["diskState"] = "Unattached"
                self._cloud.state.put(kept)

    def _release_interface(self, attached: JsonObject) -> None:
        interface = self._cloud.state.get(id_in(attached))
        if interface is None:
            return
        goes_too = _goes_too(attached.get("properties") or attached)
        for configuration in interface.properties["ipConfigurations"]:
            public = configuration["properties"].get("publicIPAddress") or {}
            address = self._cloud.state.get(id_in(public))
            if address is None or address.type != ADDRESS:
                continue
            self._cloud.edge.close(address.id)
            own = public.get("properties") or address.properties
            if goes_too and _goes_too(own):
                self._cloud.state.delete(address.id)
        if goes_too:
            self._cloud.state.delete(interface.id)


def _goes_too(options: JsonObject) -> bool:
    return str(options.get("deleteOption", "Detach")).lower() == "delete"
