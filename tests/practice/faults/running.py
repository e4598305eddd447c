"""Goes through faults and calls, judges each ending, and counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from app.practice import faults
from tests.practice.faults.rehearsing import NO_NAME, Call, Ended, Rehearsal

Case = tuple[str, Call]

KNOWN: Final[Mapping[str, str]] = {
    **faults.KNOWN,
    NO_NAME: "the connection breaks, then the name is not found twice",
}
PASSING = frozenset(
    {
        "conflict",
        "expired-token",
        "group-deleting",
        NO_NAME,
        "reset",
        "reset-after",
        "retryable",
        "server-error",
        "slow",
        "slow-boot",
        "stall",
        "throttle",
        "throttle-no-retry-after",
        "unavailable",
        "unregistered",
    }
)
"""Faults that pass by themselves: a create must come through them."""


@dataclass
class Counts:
    """By fault, how often each ending came; `wrong` tells what must not be."""

    endings: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(sum(counter.values()) for counter in self.endings.values())


def cases(calls: Sequence[Call]) -> Iterator[Case]:
    """Every fault at every call that it can happen at."""
    for fault in KNOWN:
        for call in calls:
            if call.can_meet(fault):
                yield fault, call


def run_case(rehearsal: Rehearsal, case: Case, counts: Counts) -> None:
    """Let the fault happen, and hold what the user was told against what is there."""
    fault, call = case
    spec = f"{fault}@{call.place}"
    ended = rehearsal.create(spec)
    happened = rehearsal.happened(spec)
    word = ended.word if happened else "did not happen"
    counts.endings.setdefault(fault, Counter())[word] += 1
    there = rehearsal.is_there(ended)
    counts.wrong.extend(f"{spec}: {what}" for what in _wrong(ended, there))
    if fault in PASSING and ended.problem is not None:
        counts.wrong.append(f"{spec}: {ended.problem.code}, and it would have passed")
    if there:
        rehearsal.delete(ended)


def _wrong(ended: Ended, there: Sequence[str]) -> Iterator[str]:
    problem = ended.problem
    if problem is None:
        if not any(thing.startswith("machine ") for thing in there):
            yield "called done, and there is no machine"
        return
    if problem.code in ("internal", "unexpected", "azure-error"):
        yield f"not explained: {problem.code} {problem.message} {problem.details[:300]}"
    if not str(problem.advice):
        yield f"{problem.code} is without advice"
    untold = set(there) - set(ended.told)
    if untold:
        yield f"{problem.code}: nobody was told of {', '.join(sorted(untold))}"
