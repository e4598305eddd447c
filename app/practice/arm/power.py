"""Starting, stopping and restarting machines."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import partial

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.machine_boot import MachineBoot, allocation_failed
from app.practice.arm.machine_operations import MachineOperations, guest_of
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import DELETING, operation_headers, require
from app.practice.cloud import Cloud
from app.practice.errors import ArmError
from app.practice.operations import Handling, Operation, Work, timestamp
from app.practice.state import Resource

START, RESTART = "machine.start", "machine.restart"
DEALLOCATE, POWER_OFF = "machine.deallocate", "machine.powerOff"


class Power:
    def __init__(self, cloud: Cloud, operations: MachineOperations, boot: MachineBoot) -> None:
        self._cloud = cloud
        self._operations = operations
        self._boot = boot
        register = cloud.operations.register
        register(START, Handling(self._running, self._again(self._start)))
        register(RESTART, Handling(self._running, self._again(self._start)))
        register(DEALLOCATE, Handling(self._deallocated, self._again(self._stop)))
        register(POWER_OFF, Handling(self._stopped, self._again(self._stop)))

    def routes(self) -> list[Route]:
        one = provider_path(MACHINE) + "/{name}"
        return [
            Route("POST", one + "/start", self.start),
            Route("POST", one + "/restart", self.restart),
            Route("POST", one + "/deallocate", self.deallocate),
            Route("POST", one + "/powerOff", self.power_off),
        ]

    def start(self, call: Call) -> Reply:
        machine = self._free(call)
        work: Work = partial(self._start, machine)
        if machine.inner["power"] == "deallocated" and self._cloud.faults.take("allocation"):
            work = self._no_capacity
        if machine.inner["power"] != "running":
            machine.inner["power"] = "starting"
        headers = self._operations.begin(
            call, machine, START, durations.MACHINE_START, work, retry_after=10
        )
        return Reply(202, None, headers)

    def restart(self, call: Call) -> Reply:
        machine = self._free(call)
        if machine.inner["power"] != "running":
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Operation 'restart' is not allowed on VM '{machine.name}' since the VM is not "
                "running.",
            )
        headers = self._operations.begin(
            call, machine, RESTART, durations.MACHINE_RESTART, partial(self._reboot, machine)
        )
        return Reply(202, None, headers)

    def deallocate(self, call: Call) -> Reply:
        operation = self.begin_deallocate(self._free(call))
        headers = operation_headers(self._cloud, call, operation, location=True, retry_after=10)
        return Reply(202, None, headers)

    def begin_deallocate(self, machine: Resource) -> Operation:
        """Also what the daily stop does."""
        if machine.inner["power"] != "deallocated":
            machine.inner["power"] = "deallocating"
        return self._operations.begin_quietly(
            machine, DEALLOCATE, durations.MACHINE_DEALLOCATE, partial(self._stop, machine)
        )

    def power_off(self, call: Call) -> Reply:
        machine = self._free(call)
        if machine.inner["power"] == "deallocated":
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Operation 'powerOff' is not allowed on VM '{machine.name}' since the VM is "
                "deallocated.",
            )
        machine.inner["power"] = "stopping"
        headers = self._operations.begin(
            call, machine, POWER_OFF, durations.MACHINE_POWER_OFF, partial(self._stop, machine)
        )
        return Reply(202, None, headers)

    # work with the guest

    async def _start(self, machine: Resource) -> None:
        guests = self._cloud.guests
        guest = guest_of(machine)
        await guests.run(guest, partial(guests.host.start, guest))
        if not await self._boot.wait_until_running(machine):
            raise ArmError(
                409,
                "VMStartTimedOut",
                f"VM '{machine.name}' did not start in the allotted time. The VM may still start "
                "successfully. Please check the power state later.",
            )

    async def _reboot(self, machine: Resource) -> None:
        await self._boot.restart(machine)
        await self._boot.wait_until_running(machine)

    async def _stop(self, machine: Resource) -> None:
        guests = self._cloud.guests
        guest = guest_of(machine)
        await guests.run(guest, partial(guests.host.stop, guest))

    async def _no_capacity(self) -> None:
        raise allocation_failed()

    def _again(
        self, job: Callable[[Resource], Awaitable[None]]
    ) -> Callable[[Operation], Work | None]:
        def work_of(operation: Operation) -> Work | None:
            machine = self._cloud.state.get(operation.target)
            return None if machine is None else partial(job, machine)

        return work_of

    # ends

    def _running(self, operation: Operation) -> None:
        if operation.error is not None:
            self._failed(operation, "deallocated")
            return
        self._operations.settle(operation, changed=timestamp(), **self._operations.booted())

    def _deallocated(self, operation: Operation) -> None:
        self._operations.settle(operation, changed=timestamp(), power="deallocated")

    def _stopped(self, operation: Operation) -> None:
        self._operations.settle(operation, changed=timestamp(), power="stopped")

    def _failed(self, operation: Operation, power: str) -> None:
        machine = self._operations.settle(operation, changed=timestamp(), power=power)
        if machine is not None:
            machine.properties["provisioningState"] = "Failed"
            machine.inner["failure"] = operation.error
            self._cloud.state.put(machine)

    def _free(self, call: Call) -> Resource:
        machine = require(self._cloud, call, MACHINE)
        if machine.provisioning_state == DELETING:
            raise ArmError(
                409,
                "OperationNotAllowed",
                f"Operation is not allowed on VM '{machine.name}' since VM is marked for deletion. "
                "You can only retry the Delete operation (or wait for an ongoing one to "
                "complete).",
            )
        self._operations.refuse_if_busy(machine)
        return machine
