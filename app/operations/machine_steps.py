"""Steps on a server that is there already: power, size, and the end of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure import power, removal
from app.azure.fleet import set_facts
from app.azure.resizing import resize_machine
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.server import Server
from app.text import Text, text


class _MachineStep(Step[bool]):
    """Something that is done to a machine and not taken back."""

    def __init__(self, session: Session, server: Server, *after: Step[Any]) -> None:
        self._session = session
        self._server = server
        self._after = after

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> None:
        """The service itself does nothing if it is so already."""

    def undo(self, run: StepRun) -> None:
        """Starting and stopping leave nothing behind."""

    def tick(self, run: StepRun, elapsed: float) -> None:
        """Seconds as progress; towards the end it slows down and never arrives."""
        run.progress(elapsed / (elapsed + self.weight_seconds / 2))


class StartStep(_MachineStep):
    id = "start"
    weight_seconds = 15.0

    @property
    def name(self) -> Text:
        return text("Start")

    @property
    def status(self) -> Text:
        return text("Starting the machine of {name}…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Start the machine; it keeps its address.")

    def apply(self, run: StepRun) -> bool:
        power.start_server(
            self._session, self._server, run.cancel, lambda elapsed: self.tick(run, elapsed)
        )
        return True


class StopStep(_MachineStep):
    id = "stop"
    weight_seconds = 25.0

    @property
    def name(self) -> Text:
        return text("Stop")

    @property
    def status(self) -> Text:
        return text("Stopping {name} and giving its machine back…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Deallocate the machine; only its disk and address stay and are billed.")

    def apply(self, run: StepRun) -> bool:
        power.stop_server(
            self._session, self._server, run.cancel, lambda elapsed: self.tick(run, elapsed)
        )
        return True


class RestartStep(_MachineStep):
    id = "restart"
    weight_seconds = 38.0

    @property
    def name(self) -> Text:
        return text("Restart")

    @property
    def status(self) -> Text:
        return text("Restarting the machine of {name}…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Have the machine boot again.")

    def apply(self, run: StepRun) -> bool:
        power.restart_server(
            self._session, self._server, run.cancel, lambda elapsed: self.tick(run, elapsed)
        )
        return True


class ResizeStep(_MachineStep):
    """The tag that tells the size is changed with it."""

    id = "resize"
    weight_seconds = 20.0

    def __init__(self, session: Session, server: Server, size: str, *after: Step[Any]) -> None:
        super().__init__(session, server, *after)
        self._size = size

    @property
    def name(self) -> Text:
        return text("Size")

    @property
    def status(self) -> Text:
        return text("Giving {name} the size {size}…", name=self._server.name, size=self._size)

    @property
    def description(self) -> Text:
        return text("Give the machine another size; its disk and its address stay.")

    def apply(self, run: StepRun) -> bool:
        resize_machine(
            self._session,
            self._server,
            self._size,
            run.cancel,
            lambda elapsed: self.tick(run, elapsed),
        )
        set_facts(self._session, self._server, run.cancel, size=self._size)
        return True


class DeleteStep(Step[tuple[Text, ...]]):
    """Its result is what was removed, in words."""

    id = "delete"
    weight_seconds = 60.0

    def __init__(self, session: Session, server: Server) -> None:
        self._session = session
        self._server = server

    @property
    def name(self) -> Text:
        return text("Delete")

    @property
    def status(self) -> Text:
        return text("Deleting {name} with everything that belongs to it…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Delete the resource group with the machine, its disk and its address.")

    def probe(self, run: StepRun) -> None:
        """Whether something is left is found out while deleting."""

    def apply(self, run: StepRun) -> tuple[Text, ...]:
        return removal.delete_server(
            self._session,
            self._server,
            run.cancel,
            lambda elapsed: run.progress(elapsed / (elapsed + self.weight_seconds / 2)),
        )

    def undo(self, run: StepRun) -> None:
        """What is deleted stays deleted."""
