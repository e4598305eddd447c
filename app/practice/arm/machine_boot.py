"""A new machine's guest is booted as soon as the service says Creating."""

from __future__ import annotations

import asyncio
import logging
import time
from functools import partial

from app.practice import durations
from app.practice.arm.machine_operations import Confided, MachineOperations, guest_of, spec_of
from app.practice.cloud import Cloud
from app.practice.errors import ArmError
from app.practice.machines import MachineSpec
from app.practice.operations import Handling, Operation, Work, timestamp
from app.practice.state import Resource

_logger = logging.getLogger(__name__)
CREATE = "machine.create"
_BOOT_LIMIT = 300.0
"""Real seconds for a guest to run. The service waits 20 minutes for its own."""
_LOOK_AGAIN = 0.05


def provisioning_timed_out(name: str, reason: str = "") -> ArmError:
    """The service's words; `reason` is what practice knows and the service does not."""
    return ArmError(
        409,
        "OSProvisioningTimedOut",
        f"OS Provisioning for VM '{name}' did not finish in the allotted time. The VM may still "
        "finish provisioning successfully. Please check provisioning state later. Also, make sure "
        "the image has been properly prepared (generalized).\r\n * Instructions for Windows: "
        "https://azure.microsoft.com/documentation/articles/virtual-machines-windows-upload-image/ "
        "\r\n * Instructions for Linux: "
        "https://azure.microsoft.com/documentation/articles/virtual-machines-linux-capture-image/ ",
        details=[{"code": "PracticeGuestFailed", "message": reason}] if reason else None,
    )


class MachineBoot:
    def __init__(self, cloud: Cloud, operations: MachineOperations) -> None:
        self._cloud = cloud
        self._operations = operations
        cloud.operations.register(CREATE, Handling(self._created, self._recover))

    def work(self, machine: Resource, confided: Confided) -> Work:
        """Lays the guest out and boots it. What is confided lives in this closure alone."""
        spec = spec_of(machine, confided)
        late = durations.SLOW_BOOT if self._cloud.faults.take("slow-boot") else 0.0
        allocated = not self._cloud.faults.take("allocation")
        return partial(self._boot, machine, spec, late, allocated)

    async def restart(self, machine: Resource) -> None:
        guests = self._cloud.guests
        guest = guest_of(machine)
        await guests.run(guest, partial(guests.host.restart, guest))

    async def wait_until_running(self, machine: Resource) -> bool:
        """Whether the guest runs within the limit."""
        guests = self._cloud.guests
        guest = guest_of(machine)
        limit = time.monotonic() + _BOOT_LIMIT
        while not await guests.run(guest, partial(guests.host.is_running, guest)):
            if time.monotonic() > limit:
                return False
            await asyncio.sleep(_LOOK_AGAIN)
        return True

    async def _boot(
        self, machine: Resource, spec: MachineSpec, late: float, allocated: bool
    ) -> None:
        if not allocated:
            raise allocation_failed()
        await asyncio.sleep(late / self._cloud.clock.speed)
        try:
            guests = self._cloud.guests
            await guests.run(spec.id, partial(guests.host.create, spec))
        except Exception as error:
            # Whatever keeps a guest from booting looks like this to the service's users.
            _logger.exception("the guest of %s was not booted", machine.name)
            raise provisioning_timed_out(machine.name, str(error)) from error
        if not await self.wait_until_running(machine):
            raise provisioning_timed_out(machine.name)
        self._note(machine, power="running")

    def _note(self, machine: Resource, **inner: object) -> None:
        kept = self._cloud.state.get(machine.id)
        if kept is not None:
            kept.inner.update(inner)
            with self._cloud.state.change():
                self._cloud.state.put(kept)

    def _created(self, operation: Operation) -> None:
        if operation.error is None and operation.facts.get("fail"):
            name = operation.target.rsplit("/", 1)[1]
            operation.error = provisioning_timed_out(name).error()
            operation.status = "Failed"
        machine = self._operations.settle(
            operation, changed=timestamp(), **self._operations.booted()
        )
        if machine is None or operation.error is None:
            return
        machine.properties["provisioningState"] = "Failed"
        machine.inner["failure"] = operation.error
        if not operation.facts.get("fail"):
            machine.inner["power"] = "stopped"
        self._cloud.state.put(machine)

    def _recover(self, operation: Operation) -> Work | None:
        """The customData died with the process: the guest cannot be laid out any more."""
        machine = self._cloud.state.get(operation.target)
        return None if machine is None else partial(self._give_up, machine)

    async def _give_up(self, machine: Resource) -> None:
        guests = self._cloud.guests
        guest = guest_of(machine)
        await guests.run(guest, partial(guests.host.delete, guest))
        raise ArmError(500, "InternalExecutionError", "An internal execution error occurred.")


def allocation_failed() -> ArmError:
    return ArmError(
        409,
        "AllocationFailed",
        "Allocation failed. We do not have sufficient capacity for the requested VM size in this "
        "region. Read more about improving likelihood of allocation success at "
        "https://aka.ms/allocation-guidance",
    )
