"""Killed at every point, and gone on with: the end is as if nothing had happened."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.engine.events import Outcome
from app.engine.record import read_record
from tests.unit.engine.on_disk import Death, Moment, Site
from tests.unit.engine.steps import NAMES

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL and no fork", allow_module_level=True)

EFFECTS = len(NAMES)
RUN_WRITES = 1 + 3 * len(NAMES) + 1
"""The header; applying, noted and applied of each step; finished."""

UNDO_WRITES = len(NAMES) + 1


def deaths(writes: int) -> list[Death]:
    return [
        Death(moment, number)
        for moment in Moment
        for number in range(1, 1 + (EFFECTS if "effect" in moment else writes))
    ]


def words(death: Death) -> str:
    return f"{death.moment}-{death.number}"


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    site = Site(tmp_path_factory.mktemp("undisturbed"))
    assert site.work("run") == Outcome.DONE
    assert len(read_record(site.journal).entries) == RUN_WRITES, "the tests reach every write"
    state = site.state()
    assert state.keys() == set(NAMES)
    assert site.work("undo") == Outcome.DONE
    assert len(read_record(site.journal).entries) == RUN_WRITES + UNDO_WRITES
    return state


@pytest.mark.parametrize("death", deaths(RUN_WRITES), ids=words)
def test_a_killed_run_is_resumed(death: Death, tmp_path: Path, undisturbed: dict[str, str]) -> None:
    site = Site(tmp_path)
    site.work_and_die("run", death)
    survived = site.state().keys()
    assert survived <= set(read_record(site.journal).made()), "nothing is there unannounced"
    applied = site.applies()

    assert site.work("run") == Outcome.DONE
    assert site.state() == undisturbed
    assert read_record(site.journal).outcome == "done"
    assert len(applied) == len(set(applied))
    again = site.applies()[len(applied) :]
    assert sorted(again) == sorted(set(NAMES) - survived), "only what was not there yet"

    assert site.work("undo") == Outcome.DONE
    assert site.state() == {}


@pytest.mark.parametrize("death", deaths(RUN_WRITES), ids=words)
def test_a_killed_run_is_taken_back(death: Death, tmp_path: Path) -> None:
    site = Site(tmp_path)
    site.work_and_die("run", death)
    assert site.work("undo") == Outcome.DONE
    assert site.state() == {}
    assert read_record(site.journal).made() == ()


@pytest.mark.parametrize("death", deaths(UNDO_WRITES), ids=words)
def test_a_killed_undo_is_gone_on_with(
    death: Death, tmp_path: Path, undisturbed: dict[str, str]
) -> None:
    site = Site(tmp_path)
    site.work("run")
    site.work_and_die("undo", death)
    assert site.state().keys() <= set(read_record(site.journal).made())
    assert site.work("undo") == Outcome.DONE
    assert site.state() == {}
    assert site.work("run") == Outcome.DONE
    assert site.state() == undisturbed


def test_killed_again_and_again(tmp_path: Path, undisturbed: dict[str, str]) -> None:
    site = Site(tmp_path)
    for number in range(1, 4):
        site.work_and_die("run", Death(Moment.TORN_WRITE, number))
        site.work_and_die("run", Death(Moment.AFTER_WRITE, number))
    assert site.work("run") == Outcome.DONE
    assert site.state() == undisturbed
