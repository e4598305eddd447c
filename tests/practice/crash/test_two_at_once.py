"""Two commands at one server at the same time: the second says who is at work."""

from __future__ import annotations

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import psutil
import pytest

from tests.practice.crash.ground import NAME, Ground, ground
from tests.practice.crash.points import Point

if sys.platform == "win32":
    pytest.skip("Windows has no SIGKILL and no SIGSTOP", allow_module_level=True)

MIDDLE = Point("journal", "applying", "machine", 1)
SECOND = (
    ("create", "--name", NAME),
    ("resume", NAME),
    ("start", NAME),
    ("stop", NAME),
    ("resize", NAME, "--size", "Standard_B4s_v2"),
    ("delete", NAME, "--yes"),
)


@pytest.fixture(scope="module")
def tried() -> Iterator[Ground]:
    with ground(machines=False) as made:
        yield made


@contextmanager
def at_work(tried: Ground) -> Iterator[psutil.Process]:
    """A create that stands still in the middle, with its server's journal open."""
    with tried.standing(MIDDLE, "create", "--name", NAME) as process:
        yield process


def test_the_second_is_told_and_nothing_is_lost(tried: Ground) -> None:
    with at_work(tried) as first:
        for words in SECOND:
            ended = tried.run(*words)
            problem = ended.last["problem"]
            assert (ended.exit_code, problem["code"]) == (1, "already-running"), words
            assert f"process {first.pid}" in problem["message"]
            assert "create" in problem["message"]
            assert not problem.get("choices"), "nothing can be done about it meanwhile"
        first.send_signal(signal.SIGCONT)
    state = tried.state()
    assert state.running == (NAME,)
    assert state.outcome == "done"
    assert tried.run("delete", NAME, "--yes").exit_code == 0


def test_a_killed_first_holds_nobody_up(tried: Ground) -> None:
    with at_work(tried) as first:
        first.kill()
    assert tried.run("resume", NAME).exit_code == 0
    assert tried.run("delete", NAME, "--yes").exit_code == 0
    assert tried.state().resources == ()
