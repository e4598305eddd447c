"""A sample of the fault run: each fault at some calls of a create, for about a minute.

All of it is run by hand: `python -m tests.practice.faults.full_run`.
"""

from __future__ import annotations

import itertools
import time
from collections.abc import Callable, Iterator

import pytest

from tests.practice.faults.rehearsing import Rehearsal, rehearsal
from tests.practice.faults.running import Case, Counts, cases, run_case

_BUDGET_SECONDS = 60.0
_STRIDE = 11
"""Prime to the number of faults at a call, so that the sample goes over faults and calls."""


@pytest.fixture(scope="module")
def cloud() -> Iterator[Rehearsal]:
    with rehearsal() as started:
        yield started


def _spread(everything: list[Case]) -> Iterator[Case]:
    """All cases, those far from each other first."""
    return itertools.chain.from_iterable(everything[start::_STRIDE] for start in range(_STRIDE))


@pytest.mark.timeout(280)
def test_a_fault_at_any_call_ends_well_or_in_words(
    cloud: Rehearsal, record_property: Callable[[str, object], None]
) -> None:
    began = time.monotonic()
    counts = Counts()
    for case in _spread(list(cases(cloud.calls()))):
        run_case(cloud, case, counts)
        if time.monotonic() - began > _BUDGET_SECONDS:
            break
    for fault, endings in counts.endings.items():
        told = ", ".join(f"{word} {n}" for word, n in endings.most_common())
        record_property("table: faults at calls of a create (a sample)", f"{fault:<26} {told}")
    assert counts.wrong == []
    assert counts.cases > 0


def test_what_is_left_is_told(cloud: Rehearsal) -> None:
    """The run would find a machine that nobody was told of: here is one that was."""
    ended = cloud.create("os-provisioning-timeout@PUT:*/virtualMachines/*")
    assert cloud.happened("os-provisioning-timeout@PUT:*/virtualMachines/*")
    assert ended.problem is not None
    assert ended.problem.code == "system-did-not-start"
    there = cloud.is_there(ended)
    assert any(thing.startswith("machine ") for thing in there)
    assert set(there) == set(ended.told)
    cloud.delete(ended)
    assert cloud.is_there(ended) == ()
