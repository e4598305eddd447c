"""Every call of the whole run, and every answer, against Microsoft's published API.

Every practice cloud that a test started has written down what it was asked and what it
answered (`tests/shared/traffic.py`). This comes when all other tests are over.
What it does not prove: that the service would do what the practice cloud did.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.shared import traffic
from tests.shared.validator import Findings, Wrong, calls_in, findings, needs_description
from tests.shared.waiting import wait_until

LIMIT_SECONDS = 2400.0
TITLE = "table: Calls of this run against the published API"
NOT_DESCRIBED = ("/providers/microsoft.resources/deployments", "/unregister?")
"""The description at hand leaves these out: template deployments, and what the fault run asks
for so that each of its creations finds a subscription as it is when new."""


def checked(kind: traffic.Kind, scratch: Path, *options: str) -> Findings:
    calls = (
        call
        for call in calls_in(traffic.logs(kind))
        if not any(part in call["url"].lower() for part in NOT_DESCRIBED)
    )
    return findings(calls, scratch, *options)


# One test: two of them in two processes would wait for each other.
@needs_description
@pytest.mark.timeout(3600)
def test_all_calls_and_answers_are_as_published(
    tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Of the app and of azure-cli everything counts.

    The tests of the practice cloud itself ask for wrong things on purpose, so of them only the
    answers count.
    """
    # The processes that share the work with this one say when they have nothing more to do.
    others = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1")) - 1
    wait_until(lambda: traffic.finished_workers() >= others, limit_seconds=LIMIT_SECONDS)
    kinds: dict[traffic.Kind, tuple[str, ...]] = {
        "app": (),
        "az": ("--any-version",),
        "bare": ("--any-version",),
    }
    wrong: list[Wrong] = []
    for kind, options in kinds.items():
        found = checked(kind, tmp_path, *options)
        counted = [one for one in found.wrong if one.in_answer or kind != "bare"]
        row = f"{kind:4}: {found.calls} calls, {found.distinct} unlike each other, {len(counted)} "
        record_property(TITLE, row + "wrong")
        wrong += counted
    assert not wrong, "\n".join(str(one) for one in wrong[:60])
