"""The first step in a machine: it answers, it is the right one, and it lets us in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.identity import shown
from app.guest.steps.base import GuestStep
from app.server import PublicAddress
from app.text import Text, text


@dataclass(frozen=True)
class Connected:
    """`identity` is the pinned key or certificate that the machine proved to have."""

    identity: str


class ConnectStep(GuestStep[Connected]):
    id = "connect"
    weight_seconds = 10.0

    def __init__(
        self, access: GuestAccess, *, address: Step[PublicAddress], machine: Step[Any]
    ) -> None:
        super().__init__(access, address=address)
        self._machine = machine

    @property
    def name(self) -> Text:
        return text("Connection")

    @property
    def status(self) -> Text:
        return text("Waiting until the machine answers…")

    @property
    def description(self) -> Text:
        return text("Connect; only the machine with the key or certificate that is pinned will do.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._machine)

    def probe(self, run: StepRun) -> Connected | None:
        """An old connection proves nothing about now, so there always is one to be made."""

    def apply(self, run: StepRun) -> Connected:
        guest = self.guest(run)
        run.log(text("Connected; the machine is {identity}.", identity=shown(guest.identity)))
        return Connected(guest.identity)
