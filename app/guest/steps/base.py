"""What the steps inside a machine have in common."""

from __future__ import annotations

from typing import Any

from app.engine.step import ResultT, Step, StepRun
from app.guest.access import GuestAccess
from app.guest.protocol import Guest
from app.guest.setup import SetupProgram
from app.server import PublicAddress


class GuestStep(Step[ResultT]):
    """A step over a shared connection. Whatever it did goes with the machine's disk."""

    def __init__(self, access: GuestAccess, *, address: Step[PublicAddress]) -> None:
        self.access = access
        self.address = address

    def undo(self, run: StepRun) -> None:
        """The machine is deleted as a whole."""

    def guest(self, run: StepRun) -> Guest:
        return self.access.guest(run.result(self.address), run.cancel)

    def setup(self, run: StepRun) -> SetupProgram:
        return self.access.setup(run.result(self.address), run.cancel)

    def needs(self, *others: Step[Any]) -> tuple[Step[Any], ...]:
        return (self.address, *others)
