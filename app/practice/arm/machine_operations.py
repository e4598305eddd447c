"""What all operations on machines share: beginning them, their headers, their order."""

from __future__ import annotations

from dataclasses import dataclass, field

from app.practice.arm.calls import Call
from app.practice.arm.resources import UPDATING, operation_headers
from app.practice.cloud import Cloud
from app.practice.errors import ArmError
from app.practice.machines import MachineSpec
from app.practice.operations import Operation, Work
from app.practice.state import Resource
from app.secret import Secret

PROVIDER = "Microsoft.Compute"
AGENT_STARTS = 20.0
"""Service seconds from a machine's boot until its agent reports."""


def guest_of(machine: Resource) -> str:
    return str(machine.inner["guest"])


@dataclass(frozen=True)
class Confided:
    """What a request for a machine says to its guest alone: kept in memory, and not for long."""

    custom_data: bytes = b""
    admin_password: Secret = field(default_factory=lambda: Secret(""))


def spec_of(machine: Resource, confided: Confided | None = None) -> MachineSpec:
    """What the guest of `machine` is made from."""
    secrets = confided or Confided()
    profile = machine.properties["osProfile"]
    linux = profile.get("linuxConfiguration") or {}
    keys = (linux.get("ssh") or {}).get("publicKeys") or []
    return MachineSpec(
        id=guest_of(machine),
        hostname=profile["computerName"],
        admin_user=profile["adminUsername"],
        authorized_keys=tuple(str(key["keyData"]).strip() for key in keys),
        custom_data=secrets.custom_data,
        ports={int(port): int(on_host) for port, on_host in machine.inner["ports"].items()},
        system=machine.inner.get("system", "Linux"),
        admin_password=secrets.admin_password,
    )


def busy() -> ArmError:
    return ArmError(
        409,
        "Conflict",
        "The request failed due to conflict with a concurrent request. To resolve it, please "
        "refer to https://aka.ms/activitylog to get more details on the conflicting requests.",
    )


class MachineOperations:
    def __init__(self, cloud: Cloud) -> None:
        self._cloud = cloud

    def refuse_if_busy(self, machine: Resource) -> None:
        if self._cloud.operations.running(machine.id) is not None:
            raise busy()

    def begin(
        self,
        call: Call,
        machine: Resource,
        kind: str,
        seconds: float,
        work: Work | None,
        *,
        state: str = UPDATING,
        location: bool = True,
        retry_after: float | None = None,
        facts: dict[str, object] | None = None,
    ) -> dict[str, str]:
        """Store `machine` in `state`, begin the operation; returns the headers."""
        operation = self.begin_quietly(machine, kind, seconds, work, state=state, facts=facts)
        return operation_headers(
            self._cloud, call, operation, location=location, retry_after=retry_after
        )

    def begin_quietly(
        self,
        machine: Resource,
        kind: str,
        seconds: float,
        work: Work | None,
        *,
        state: str = UPDATING,
        facts: dict[str, object] | None = None,
    ) -> Operation:
        """The same where no client has called."""
        machine.properties["provisioningState"] = state
        self._cloud.state.put(machine)
        operation = self._cloud.operations.new(
            PROVIDER, machine.location, kind, machine.id, seconds
        )
        operation.facts = dict(facts or {})
        return self._cloud.operations.begin(operation, work)

    def settle(self, operation: Operation, **inner: object) -> Resource | None:
        """The machine of an operation that ended well: Succeeded, with `inner` set."""
        machine = self._cloud.state.get(operation.target)
        if machine is None:
            return None
        machine.properties["provisioningState"] = "Succeeded"
        machine.inner.pop("failure", None)
        machine.inner.update(inner)
        self._cloud.state.put(machine)
        return machine

    def booted(self) -> dict[str, object]:
        """The inner facts of a machine that has just booted."""
        return {"power": "running", "agent_at": self._cloud.clock.now() + AGENT_STARTS}
