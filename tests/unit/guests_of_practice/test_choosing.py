"""The choice of a kind of guest, and what it says for itself."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from app.paths import Paths
from app.practice.guests.choose import choose_host
from app.problems import ProblemError


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    return Paths(state=tmp_path / "state", cache=tmp_path / "cache")


def test_a_reduced_guest_says_what_it_does_not_show(paths: Paths) -> None:
    host = choose_host(paths, "reduced")
    assert host.kind == "reduced"
    assert "runs as you" in host.limits
    assert "Why" not in host.limits


@pytest.mark.skipif(sys.platform != "linux", reason="says what is missing on Linux")
def test_without_what_gives_ids_to_a_user_it_is_the_reduced_one_and_says_why(
    paths: Paths, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    monkeypatch.setenv("PATH", "/nonexistent")
    host = choose_host(paths, "auto")
    assert host.kind == "reduced"
    assert "Why: these programs are missing: " in host.limits
    assert host.limits.endswith("newuidmap, newgidmap.")
    with pytest.raises(ProblemError) as caught:
        choose_host(paths, "booted")
    assert caught.value.problem.code == "practice-guest-unsuitable"


def test_nothing_is_written_by_choosing(paths: Paths) -> None:
    choose_host(paths, "auto")
    assert not paths.state.exists()
    assert not paths.cache.exists()
