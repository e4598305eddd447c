"""The steps of a run and what requires what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any

from app.engine.step import Step


class GraphError(ValueError):
    """The steps cannot be run: a mistake in the program, not of its user."""


class StepGraph:
    """Steps by id, checked when it is made.

    Raises `GraphError` for two steps with one id, for a requirement that is not among the
    steps, and for steps that require each other in a circle.
    """

    def __init__(self, steps: Sequence[Step[Any]]) -> None:
        self._steps = _by_id(steps)
        self._requires = {step.id: self._requirements(step) for step in steps}
        self._ordered = self._order()
        self._ancestors: dict[str, frozenset[str]] = {}
        for step in self._ordered:
            near = self._requires[step]
            self._ancestors[step] = frozenset(near).union(*(self._ancestors[r] for r in near))

    def __getitem__(self, step: str) -> Step[Any]:
        return self._steps[step]

    def __contains__(self, step: object) -> bool:
        return step in self._steps

    def __len__(self) -> int:
        return len(self._steps)

    @property
    def steps(self) -> tuple[Step[Any], ...]:
        """In the order in which they were given."""
        return tuple(self._steps.values())

    def sorter(self) -> TopologicalSorter[str]:
        """Hands out the ids of the steps whose requirements are met."""
        sorter = TopologicalSorter(self._requires)
        sorter.prepare()
        return sorter

    def needs(self, step: str) -> frozenset[str]:
        """All that must be so before `step`, directly or not."""
        return self._ancestors[step]

    def longest_chain_seconds(self, seconds: Mapping[str, float]) -> float:
        """The time of the slowest chain of requirements, if each step takes `seconds`."""
        ends: dict[str, float] = {}
        for step in self._ordered:
            start = max((ends[r] for r in self._requires[step]), default=0.0)
            ends[step] = start + seconds[step]
        return max(ends.values(), default=0.0)

    def undo_order(self, made: Iterable[str]) -> tuple[str, ...]:
        """The steps of `made` (oldest first) in the order in which to take them back.

        Newest first, but nothing before all that stands on it.
        """
        rest = [step for step in made if step in self]
        order: list[str] = []
        while rest:
            newest = next(s for s in reversed(rest) if not self._supports_any(s, rest))
            rest.remove(newest)
            order.append(newest)
        return tuple(order)

    def _supports_any(self, step: str, others: Collection[str]) -> bool:
        return any(step in self._ancestors[other] for other in others)

    def _requirements(self, step: Step[Any]) -> tuple[str, ...]:
        for required in step.requires:
            if self._steps.get(required.id) is not required:
                raise GraphError(f"{step.id} requires {required.id}, which is not in the run")
        return tuple(required.id for required in step.requires)

    def _order(self) -> tuple[str, ...]:
        try:
            return tuple(TopologicalSorter(self._requires).static_order())
        except CycleError as error:
            raise GraphError(f"steps require each other: {' -> '.join(error.args[1])}") from error


def _by_id(steps: Sequence[Step[Any]]) -> dict[str, Step[Any]]:
    found: dict[str, Step[Any]] = {}
    for step in steps:
        if step.id in found:
            raise GraphError(f"two steps are called {step.id}")
        found[step.id] = step
    return found
