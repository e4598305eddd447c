"""How far a run is and how long it will still take."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from app.engine.graph import StepGraph

_SHORTEST_SECONDS: Final = 0.05
_LINEAR: Final = 0.8
"""Up to here a silent step goes at its usual pace; then it only comes nearer to its end."""

_MOST: Final = 0.99
"""A step that is not done never counts for more."""


@dataclass
class _StepState:
    started: float | None = None
    reported: float = 0.0
    shown: float = 0.0


@dataclass(frozen=True)
class Estimated:
    """`step_fraction` and `fraction` between 0 and 1, `seconds_left` of the whole run."""

    step_fraction: float
    fraction: float
    seconds_left: float


class Estimate:
    """Figures that people can believe: none ever goes backwards, none ends early.

    The whole run is as far as its slowest chain of requirements: what runs beside it costs
    no time. A step that reports its progress is as far as it says; one that only waits for
    the cloud moves with the clock, at the pace of its weight. Not for several threads;
    `now` is any clock that does not go backwards, in seconds.
    """

    def __init__(self, graph: StepGraph) -> None:
        self._graph = graph
        self._weights = {
            step.id: max(step.weight_seconds, _SHORTEST_SECONDS) for step in graph.steps
        }
        self._states = {step: _StepState() for step in self._weights}
        self._total = graph.longest_chain_seconds(self._weights)

    def start(self, step: str, now: float) -> None:
        """`step` begins at `now`."""
        self._states[step].started = now

    def report(self, step: str, fraction: float) -> None:
        """`step` says how far it is. Nonsense (NaN, beyond the ends, backwards) is ignored."""
        state = self._states[step]
        if math.isfinite(fraction):
            state.reported = max(state.reported, min(fraction, _MOST))

    def finish(self, step: str) -> None:
        """`step` is done."""
        self._states[step].shown = 1.0

    def at(self, now: float, step: str) -> Estimated:
        """The figures at `now`; `step_fraction` is that of `step`."""
        for name, state in self._states.items():
            state.shown = max(state.shown, self._expected(name, state, now))
        left = self._graph.longest_chain_seconds(
            {
                name: weight * (1 - self._states[name].shown)
                for name, weight in self._weights.items()
            }
        )
        # no chain gets longer while no step goes backwards, so these figures do not either
        return Estimated(self._states[step].shown, 1 - left / self._total, left)

    def _expected(self, step: str, state: _StepState, now: float) -> float:
        if state.started is None or state.reported > 0:
            return state.reported
        pace = max(now - state.started, 0.0) / self._weights[step]
        if pace <= _LINEAR:
            return pace
        beyond = (pace - _LINEAR) / (1 - _LINEAR)
        return min(_LINEAR + (1 - _LINEAR) * (1 - math.exp(-beyond)), _MOST)
