"""Run Command: a script that really runs in the guest, with the guest's highest rights."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Final

from app.practice import durations
from app.practice.arm.calls import Call, Reply, Route, provider_path
from app.practice.arm.machine_operations import MachineOperations, guest_of
from app.practice.arm.references import MACHINE
from app.practice.arm.resources import require
from app.practice.cloud import Cloud
from app.practice.errors import ArmError, JsonObject, invalid_parameter, not_implemented
from app.practice.machines import CommandOutput, System
from app.practice.operations import Handling, Operation, Work
from app.practice.state import Resource

RUN = "machine.run_command"
_LIMIT = 90 * 60.0
_MOST_OUTPUT = 4096
_COMMANDS: Final[Mapping[System, str]] = {
    "Linux": "RunShellScript",
    "Windows": "RunPowerShellScript",
}
"""The command that runs any script, for each system."""


class RunCommand:
    def __init__(self, cloud: Cloud, operations: MachineOperations) -> None:
        self._cloud = cloud
        self._operations = operations
        cloud.operations.register(RUN, Handling(self._done, self._recover))

    def routes(self) -> list[Route]:
        return [Route("POST", provider_path(MACHINE) + "/{name}/runCommand", self.run)]

    def run(self, call: Call) -> Reply:
        machine = require(self._cloud, call, MACHINE)
        body = call.object_body()
        command = str(body.get("commandId") or "")
        if not command:
            raise invalid_parameter("commandId")
        system: System = machine.inner.get("system", "Linux")
        if command.lower() != _COMMANDS[system].lower():
            raise not_implemented(f"the command {command}; there is {_COMMANDS[system]}")
        script = _script(body) if system == "Linux" else _lines(body)
        running = self._cloud.operations.running(machine.id)
        if running is not None and running.kind == RUN:
            raise ArmError(
                409,
                "Conflict",
                "Run command extension execution is in progress. Please wait for completion "
                "before invoking a run command.",
            )
        self._operations.refuse_if_busy(machine)
        if machine.inner["power"] != "running":
            raise ArmError(
                409,
                "OperationNotAllowed",
                "Cannot modify extensions in the VM when the VM is not running.",
            )
        work = partial(self._run, machine, script)
        if self._cloud.faults.take("run-command"):
            work = partial(self._no_report, machine)
        headers = self._operations.begin(call, machine, RUN, durations.RUN_COMMAND, work)
        return Reply(202, None, headers)

    async def _run(self, machine: Resource, script: str) -> JsonObject:
        guests = self._cloud.guests
        guest = guest_of(machine)
        job = partial(guests.host.run_command, guest, script, _LIMIT)
        output = await guests.run(guest, job)
        if machine.inner.get("system") == "Windows":
            return {"value": _statuses(output)}
        return {"value": [_status(output)]}

    async def _no_report(self, machine: Resource) -> JsonObject:
        raise ArmError(
            409,
            "VMAgentStatusCommunicationError",
            f"VM '{machine.name}' has not reported status for VM agent or extensions. Verify that "
            "the OS is up and healthy, the VM has a running VM agent, and that it can establish "
            "outbound connections to Azure storage. Please refer to "
            "https://aka.ms/vmextensionlinuxtroubleshoot for additional VM agent troubleshooting "
            "information.",
        )

    def _recover(self, _operation: Operation) -> Work | None:
        """What the script did or not when the process died is unknown: it is not run again."""
        return self._lost

    async def _lost(self) -> JsonObject:
        raise ArmError(500, "InternalExecutionError", "An internal execution error occurred.")

    def _done(self, operation: Operation) -> None:
        self._operations.settle(operation)


def _lines(body: JsonObject) -> str:
    lines = body.get("script")
    if not isinstance(lines, list) or not all(isinstance(line, str) for line in lines):
        raise invalid_parameter("script")
    return "\n".join(lines) + "\n"


def _script(body: JsonObject) -> str:
    lines = _lines(body)
    # Parameters reach the script as the service hands them over: the named ones as
    # variables of its environment, the others as its arguments.
    head = []
    arguments = []
    for parameter in body.get("parameters") or []:
        value = "'" + str(parameter.get("value", "")).replace("'", "'\\''") + "'"
        if parameter.get("name"):
            head.append(f"export {parameter['name']}={value}")
        arguments.append(value)
    if arguments:
        head.append("set -- " + " ".join(arguments))
    return "\n".join([*head, lines])


def _statuses(output: CommandOutput) -> list[JsonObject]:
    """As machines with Windows tell it: a status for each stream, each cut to its last part."""
    return [
        {
            "code": f"ComponentStatus/{name}/succeeded",
            "level": "Info",
            "displayStatus": "Provisioning succeeded",
            "message": text[-_MOST_OUTPUT:].strip(),
        }
        for name, text in (("StdOut", output.stdout), ("StdErr", output.stderr))
    ]


def _status(output: CommandOutput) -> JsonObject:
    """The single status that holds both streams, each cut to its last part."""
    stdout, stderr = output.stdout[-_MOST_OUTPUT:], output.stderr[-_MOST_OUTPUT:]
    return {
        "code": "ProvisioningState/succeeded",
        "level": "Info",
        "displayStatus": "Provisioning succeeded",
        "message": f"Enable succeeded: \n[stdout]\n{stdout}\n[stderr]\n{stderr}",
    }
