"""A sample of the faults in the machine and on the way to it.

All of it is run by hand: `python -m tests.practice.faults.full_run --only machines`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.practice.faults.machines import Machines, machines, run_case
from tests.practice.faults.running import Counts

pytestmark = pytest.mark.timeout(900)


@pytest.fixture(scope="module")
def cloud() -> Iterator[Machines]:
    with machines() as started:
        yield started


@pytest.mark.parametrize(("fault", "step"), [("reset", "software"), ("moved", "notebook")])
def test_a_fault_at_a_step_ends_well_or_in_words(cloud: Machines, fault: str, step: str) -> None:
    counts = Counts()
    run_case(cloud, (fault, step), counts)
    assert counts.wrong == []
    assert counts.cases == 1
