"""A step: one thing that shall be so.

A step looks whether it is so already (`probe`), makes it so (`apply`), and can take it
back (`undo`). Each of the three may be repeated at any time: the app may have been killed
in the middle of any of them.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from app.engine.cancel import CancelToken
from app.text import Text

ResultT = TypeVar("ResultT")


class StepRun(Protocol):
    """What the engine gives a step while it runs."""

    @property
    def cancel(self) -> CancelToken: ...

    def log(self, line: Text, *, level: int = ...) -> None:
        """Show `line` in the log pane."""

    def progress(self, fraction: float, detail: Text | None = None) -> None:
        """Say how much of this step is done, from 0 to 1; it never goes backwards."""

    def note(self, facts: Mapping[str, Any]) -> None:
        """Write plain, non-secret `facts` to the journal, synced before this returns.

        For what the cloud cannot tell later, e.g. the public host key that is about to be
        given to a machine.
        """

    def result(self, step: Step[ResultT]) -> ResultT:
        """The result of a step that this one requires."""


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how patiently a retryable `Problem` of a step is tried again."""

    attempts: int = 5
    first_wait_seconds: float = 2.0
    longest_wait_seconds: float = 30.0


class Step(ABC, Generic[ResultT]):
    """One thing that shall be so. Subclasses set the texts; `result` types are frozen data."""

    id: ClassVar[str]
    """Stable and kebab-case, unique within a run: it stands in journals."""

    weight_seconds: float = 1.0
    """How long the step usually takes, measured: it drives the progress bar."""

    retry: RetryPolicy = RetryPolicy()

    @property
    @abstractmethod
    def name(self) -> Text:
        """A noun: "Resource group". Shown in the progress list."""

    @property
    @abstractmethod
    def status(self) -> Text:
        """What goes on while it runs: "Creating the resource group lab…"."""

    @property
    @abstractmethod
    def description(self) -> Text:
        """What it will do, a sentence for the Review page and --dry-run."""

    @property
    def requires(self) -> Sequence[Step[Any]]:
        """The steps whose results this one needs. It starts when all of them are done."""
        return ()

    @abstractmethod
    def probe(self, run: StepRun) -> ResultT | None:
        """The result if it is so already, else None. Changes nothing."""

    @abstractmethod
    def apply(self, run: StepRun) -> ResultT:
        """Make it so. Raises `ProblemError` (retried if retryable) or `Cancelled`."""

    @abstractmethod
    def undo(self, run: StepRun) -> None:
        """Take it back. What is not there counts as taken back."""
