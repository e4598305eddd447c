"""Two cases of the crash run of the window; it is the same program under the same clicks.

All of them are run by hand: `python -m tests.practice.crash.full_run --only window`.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from tests.practice.crash.ground import Ground, ground
from tests.practice.crash.points import Point
from tests.practice.crash.trying import COMMANDS, Case, Counts
from tests.practice.crash.window_trying import WindowTrial

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL", allow_module_level=True)


@pytest.fixture
def cloud() -> Iterator[Ground]:
    with ground(machines=False) as started:
        yield started


def test_a_killed_window_is_opened_again_and_goes_on_or_removes(cloud: Ground) -> None:
    trial, counts = WindowTrial(cloud), Counts()
    assert Point("event", "step-done", "machine", 1) in trial.create_points()
    assert cloud.run(*COMMANDS["delete"]).exit_code == 0
    trial.run(Case("create", "finish", Point("event", "step-done", "machine", 1)), counts)
    trial.run(Case("create", "remove", Point("journal", "applied", "address", 1)), counts)
    assert counts.wrong == []
    assert counts.endings == {
        ("create", "finish"): {"Continue": 1},
        ("create", "remove"): {"removed": 1},
    }
