"""The machine: Trusted Launch, its host key known before it boots.

A machine that exists and works is never sent a second PUT: custom data and keys could not be
changed anyway. One that failed before it was ever ready is made anew; its interface and
address are detached first, so that they survive it. With `keep_failed` it is taken as it is:
Azure gives up waiting for a system that may still come up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.azure.bodies import linux_profile, machine_body, windows_profile
from app.azure.error_meanings.machines import UNCHANGEABLE
from app.azure.session import Session
from app.azure.steps.address import AddressStep
from app.azure.steps.base import FAILED, SUCCEEDED, Found, Json, Model, ResourceStep, found
from app.azure.steps.interface import InterfaceStep
from app.azure.tags import HOST_KEY, MADE, host_keys, is_ours
from app.engine.step import RetryPolicy, Step, StepRun
from app.plan import Plan
from app.problems import Problem, ProblemError
from app.secret import Secret
from app.server import PublicAddress
from app.text import Text, text

CustomData = Callable[[PublicAddress], bytes]


@dataclass(frozen=True)
class FirstBoot:
    """What a new machine is told.

    `profile` is its `osProfile` once the address is known; it may hold a secret. By `mark`,
    public tags, the machine of this very PUT is told from every other.
    """

    profile: Callable[[PublicAddress], Json]
    mark: Mapping[str, str]


def linux_first_boot(
    login_public_key: str, host_public_key: str, custom_data: CustomData
) -> FirstBoot:
    """Keys are OpenSSH lines ("ssh-ed25519 AAAA…"). `custom_data` returns at most 65,535
    bytes, and makes `host_public_key` the machine's own.
    """
    return FirstBoot(
        lambda address: linux_profile(login_public_key, custom_data(address)),
        {HOST_KEY: host_public_key},
    )


def windows_first_boot(password: Callable[[], Secret], mark: str) -> FirstBoot:
    """`password` becomes the administrator's; `mark` is a random word."""
    return FirstBoot(lambda _address: windows_profile(password()), {MADE: mark})


@dataclass(frozen=True)
class MachineResult:
    """`host_keys` are those the machine was given when it was made, from its own tag."""

    id: str
    name: str
    host_keys: tuple[str, ...]


class MachineStep(ResourceStep[MachineResult]):
    id = "machine"
    weight_seconds = 45.0
    limit_seconds = 1800.0
    # an interface stays reserved for a machine that failed for three minutes
    retry = RetryPolicy(attempts=9, longest_wait_seconds=60.0)

    def __init__(
        self,
        session: Session,
        plan: Plan,
        *,
        interface: InterfaceStep,
        address: AddressStep,
        first_boot: FirstBoot,
        removed_with_group: bool = True,
        keep_failed: bool = False,
    ) -> None:
        super().__init__(session, plan, removed_with_group=removed_with_group)
        self._interface = interface
        self._address = address
        self._first_boot = first_boot
        self._good = (SUCCEEDED, FAILED) if keep_failed else (SUCCEEDED,)

    @property
    def name(self) -> Text:
        return text("Machine")

    @property
    def status(self) -> Text:
        return text("Creating the machine {machine}…", machine=self.plan.machine)

    @property
    def description(self) -> Text:
        return text(
            "Make the machine {machine} ({size}) from the image {image}.",
            machine=self.plan.machine,
            size=self.plan.size.name,
            image=self.plan.image.urn,
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._interface, self._address)

    def body(self, run: StepRun) -> Json:
        return machine_body(
            self.plan,
            interface_id=run.result(self._interface).id,
            profile=self._first_boot.profile(run.result(self._address)),
            tags=self._first_boot.mark,
        )

    def probe(self, run: StepRun) -> MachineResult | None:
        machine = found(self.get(run))
        if machine is None or machine.state not in self._good:
            return None
        self._must_be_ours(machine)
        return self.result_of(machine)

    def apply(self, run: StepRun) -> MachineResult:
        machine = self.settled(run)
        if machine is not None:
            self._must_be_ours(machine)
            if machine.state in self._good:
                return self.result_of(machine)
            run.log(text("The machine is in a failed state and is made anew."))
            self._remove_failed(run)
        run.note({"mark": dict(self._first_boot.mark)})
        body = self.body(run)
        try:
            made = found(
                self.wait_for(run, lambda polling, cancel: self._put(body, polling, cancel))
            )
        except ProblemError as error:
            if error.problem.code != UNCHANGEABLE.code:
                raise
            return self._being_made(run, error)
        if made is None:
            raise RuntimeError("the SDK returned no machine")
        return self.result_of(made)

    def _being_made(self, run: StepRun, refused: ProblemError) -> MachineResult:
        """The machine of our own PUT, whose answer was lost: the SDK sent it again, and a
        machine that exists takes no custom data. Another one stays refused.
        """
        machine = self.settled(run)
        if machine is None or machine.state != SUCCEEDED:
            raise refused
        tags = machine.json.get("tags") or {}
        if any(tags.get(name) != value for name, value in self._first_boot.mark.items()):
            raise refused
        return self.result_of(machine)

    def get(self, run: StepRun) -> Model | None:
        machines = self.session.compute.virtual_machines
        return self.session.find(
            lambda: machines.get(self.plan.group, self.plan.machine, cancel=run.cancel),
            run.cancel,
        )

    def put(self, body: Json, **options: Any) -> Any:
        from azure.mgmt.compute.models import VirtualMachine

        return self.session.compute.virtual_machines.begin_create_or_update(
            self.plan.group, self.plan.machine, VirtualMachine(body), **options
        )

    def remove(self, **options: Any) -> Any:
        return self.session.compute.virtual_machines.begin_delete(
            self.plan.group, self.plan.machine, **options
        )

    def result_of(self, resource: Found) -> MachineResult:
        return MachineResult(
            id=resource.id,
            name=self.plan.machine,
            host_keys=host_keys(resource.json.get("tags") or {}),
        )

    def _must_be_ours(self, machine: Found) -> None:
        if not is_ours(machine.json.get("tags")):
            raise ProblemError(
                Problem(
                    "machine-not-ours",
                    text(
                        "The machine {machine} exists already, and Kumonote did not make it.",
                        machine=self.plan.machine,
                    ),
                    text("Choose another name for the server."),
                )
            )

    def _remove_failed(self, run: StepRun) -> None:
        """Delete the machine and its disk, keeping interface and address for the next one."""
        from azure.mgmt.compute.models import VirtualMachineUpdate

        interface = {
            "id": run.result(self._interface).id,
            "properties": {"primary": True, "deleteOption": "Detach"},
        }
        keep = VirtualMachineUpdate(
            {"properties": {"networkProfile": {"networkInterfaces": [interface]}}}
        )
        machines = self.session.compute.virtual_machines
        self.wait_for(
            run,
            lambda polling, cancel: machines.begin_update(
                self.plan.group, self.plan.machine, keep, polling=polling, cancel=cancel
            ),
        )
        self.wait_for(run, lambda polling, cancel: self._remove(polling, cancel))
