"""The steps that only Windows machines need: Python, and what keeps the notebook running."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any

from app.engine.step import Step, StepRun
from app.guest.setup import told_unforeseen
from app.guest.steps.base import GuestStep
from app.guest.steps.connect import ConnectStep
from app.guest.steps.notebook import NotebookStep
from app.guest.windows.access import WinRmAccess
from app.guest.windows.machine import WindowsMachine
from app.guest.windows.scripts import NotebookTask
from app.plan import Plan
from app.server import PublicAddress
from app.text import Text, text


class WindowsStep(GuestStep[bool]):
    def __init__(self, access: WinRmAccess, *, address: Step[PublicAddress]) -> None:
        super().__init__(access, address=address)
        self._windows = access

    def probe(self, run: StepRun) -> bool | None:
        """The scripts themselves change nothing that is so already."""

    def apply(self, run: StepRun) -> bool:
        self.do(run, self._windows.machine(run.result(self.address), run.cancel))
        return True

    @abstractmethod
    def do(self, run: StepRun, machine: WindowsMachine) -> None:
        """Make it so. Raises `ProblemError`."""


class PythonStep(WindowsStep):
    id = "python"
    weight_seconds = 60.0

    def __init__(
        self,
        access: WinRmAccess,
        *,
        address: Step[PublicAddress],
        connect: ConnectStep,
        proxy: str,
    ) -> None:
        super().__init__(access, address=address)
        self._connect = connect
        self._proxy = proxy

    @property
    def name(self) -> Text:
        return text("Python")

    @property
    def status(self) -> Text:
        return text("Installing Python…")

    @property
    def description(self) -> Text:
        return text("Install Python, if its installer is exactly the one that was published.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._connect)

    def do(self, run: StepRun, machine: WindowsMachine) -> None:
        machine.install_python(run, self._proxy)


class TaskStep(WindowsStep):
    id = "task"
    weight_seconds = 15.0

    def __init__(
        self,
        access: WinRmAccess,
        plan: Plan,
        *,
        address: Step[PublicAddress],
        notebook: NotebookStep,
    ) -> None:
        super().__init__(access, address=address)
        self._endpoint = plan.answers.endpoint
        self._notebook = notebook

    @property
    def name(self) -> Text:
        return text("Start with Windows")

    @property
    def status(self) -> Text:
        return text("Having Windows run the notebook…")

    @property
    def description(self) -> Text:
        return text(
            "Run the notebook as a task under a user who is no administrator, and lead what"
            " comes to the public port there."
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._notebook)

    def do(self, run: StepRun, machine: WindowsMachine) -> None:
        task = run.result(self._notebook).task
        if task is not None:
            machine.keep_running(run, notebook_task(task))
        machine.lead(run, self._endpoint.public_port, self._endpoint.private_port)


def notebook_task(told: Mapping[str, Any]) -> NotebookTask:
    """Raises `ProblemError` for what the setup program did not tell."""
    try:
        return NotebookTask(
            program=str(told["program"]),
            arguments=tuple(map(str, told["arguments"])),
            writable=tuple(map(str, told["writable"])),
            readable=tuple(map(str, told["readable"])),
            content_sha256=str(told["content_sha256"]),
        )
    except (LookupError, TypeError) as error:
        raise told_unforeseen(f"task: {error!r}") from error
