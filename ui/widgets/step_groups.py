"""Steps as people count them: a creation has fourteen, of which six are worth a line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import Enum

from app.engine.events import Event, StepDone, StepFailed, StepInfo, StepStarted
from app.text import Text, text

_MAKES = "machine"
"""The step that only the making of a server has; other runs are short and shown as they are."""

_GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (text("Address and network"), ("group", "network", "security", "address", "interface")),
    (text("Virtual machine"), ("machine", "schedule", "start")),
    (text("Secure connection (SSH)"), ("regain", "connect", "host-key")),
    (text("Scientific Python and JupyterLab"), ("software",)),
    (text("Password and certificate"), ("notebook", "pin")),
    (text("Start the notebook and test it"), ("check", "page", "ready")),
)


class State(Enum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


@dataclass
class StepGroup:
    """One line of a progress list: some steps under one name."""

    name: Text
    steps: tuple[str, ...]
    _states: dict[str, State] = field(default_factory=dict)
    _began: float | None = None
    _latest: float = 0.0

    @property
    def state(self) -> State:
        """A group waits until its first step begins, and is done with its last."""
        states = [self._states.get(step, State.WAITING) for step in self.steps]
        if State.FAILED in states:
            return State.FAILED
        if all(state is State.DONE for state in states):
            return State.DONE
        return State.WAITING if all(s is State.WAITING for s in states) else State.RUNNING

    @property
    def seconds(self) -> float | None:
        """From its first step's begin until now; None where there was nothing to do."""
        return None if self._began is None else self._latest - self._began

    def hear(self, event: StepStarted | StepDone | StepFailed) -> None:
        """One of its steps began or ended."""
        if isinstance(event, StepStarted):
            self._states[event.step] = State.RUNNING
            self._began = event.time if self._began is None else self._began
        elif isinstance(event, StepDone):
            self._states[event.step] = State.DONE
        else:
            self._states[event.step] = State.FAILED
        self.now(event)

    def now(self, event: Event) -> None:
        """Time went by."""
        self._latest = max(self._latest, event.time)


def grouped(steps: Sequence[StepInfo]) -> list[StepGroup]:
    """The lines for a run of these steps, in their order."""
    ids = [step.id for step in steps]
    if _MAKES not in ids:
        return [StepGroup(step.name, (step.id,)) for step in steps]
    known = {step for _, members in _GROUPS for step in members}
    groups = []
    for name, members in _GROUPS:
        present = tuple(step for step in members if step in ids)
        if present:
            groups.append(StepGroup(name, present))
    return groups + [StepGroup(step.name, (step.id,)) for step in steps if step.id not in known]
