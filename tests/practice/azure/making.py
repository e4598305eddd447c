"""What the tests of the Azure part make servers from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from app.azure.errors import problem_from
from app.azure.session import Session
from app.azure.steps import AzureSteps, azure_steps, linux_first_boot
from app.catalogue import Catalogue
from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Emit, Event, StepDone
from app.engine.journal import Journal
from app.engine.report import RunReport
from app.engine.step import Step
from app.plan import Plan, plan
from app.server import PublicAddress
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers

MY_ADDRESS = "203.0.113.24"
CUSTOM_DATA = b"#cloud-config\n"


def public_key() -> str:
    """A new Ed25519 public key as an OpenSSH line."""
    key = Ed25519PrivateKey.generate().public_key()
    return key.public_bytes(Encoding.OpenSSH, PublicFormat.OpenSSH).decode()


def plan_of(name: str, catalogue: Catalogue, *, schedule: bool = True) -> Plan:
    answers = Answers(
        name=name,
        endpoint=EndpointAnswers(my_address=MY_ADDRESS),
        schedule=ScheduleAnswers("19:00" if schedule else "", "Asia/Tokyo"),
    )
    return plan(answers, catalogue)


@dataclass
class Making:
    """One server's steps, and the runs over them. `events` are all that were told."""

    session: Session
    plan: Plan
    journal: Journal
    removed_with_group: bool = True
    events: list[Event] = field(default_factory=list)
    on_event: Emit = lambda _event: None
    """Hears of each event before the step goes on."""
    addresses: list[PublicAddress] = field(default_factory=list)
    """What the custom data was asked for."""
    host_public_key: str = field(default_factory=public_key)
    steps: AzureSteps = field(init=False)

    def __post_init__(self) -> None:
        self.steps = azure_steps(
            self.session,
            self.plan,
            first_boot=linux_first_boot(public_key(), self.host_public_key, self._custom_data),
            removed_with_group=self.removed_with_group,
        )

    def _custom_data(self, address: PublicAddress) -> bytes:
        self.addresses.append(address)
        return CUSTOM_DATA

    def engine(
        self, cancel: CancelToken | None = None, steps: Sequence[Step[Any]] | None = None
    ) -> Engine:
        return Engine(
            steps or self.steps.all(),
            journal=self.journal,
            emit=self._emit,
            cancel=cancel or CancelToken(),
            describe_error=problem_from,
        )

    def _emit(self, event: Event) -> None:
        self.events.append(event)
        self.on_event(event)

    def run(self, cancel: CancelToken | None = None) -> RunReport:
        return self.engine(cancel).run()

    def done(self) -> dict[str, bool]:
        """The steps that are done, each with whether it had been so already."""
        return {e.step: e.already for e in self.events if isinstance(e, StepDone)}


def new_journal(folder: Path) -> Journal:
    return Journal.open(folder / "journal.jsonl")
