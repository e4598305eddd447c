"""Windows in practice mode on a computer without Wine: said before anything is made."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.paths import Paths
from app.practice import process
from app.secret import Secret
from tests.practice.arm.poor_cloud import MISSING
from tests.shared.practice_home import PracticeHome
from tests.shared.servers import new_practice_home


@pytest.fixture(scope="module")
def home() -> Iterator[PracticeHome]:
    with new_practice_home() as home:
        paths = Paths(home.folder, Paths.of_this_user().cache)
        process.ensure_running(paths, guest="reduced", program="tests.practice.arm.poor_cloud")
        yield home


@pytest.fixture
def plan(tmp_path: Path) -> Path:
    written = tmp_path / "lab.toml"
    written.write_text('name = "lab"\n[system]\nkind = "windows"\n', encoding="utf-8")
    return written


def test_create_refuses_before_anything_is_made(home: PracticeHome, plan: Path) -> None:
    password = Secret(f"Kumo-{secrets.token_urlsafe(12)}")
    refused = home.practice("create", "--plan", plan, password=password)
    assert refused.last["problem"]["code"] == "no-windows-here", refused.explanation
    assert MISSING in refused.last["problem"]["message"]
    assert refused.exit_code == 1
    assert '"method": "PUT"' not in home.traffic.read_text("utf-8")
    assert home.practice("list").last["count"] == 0


def test_the_plan_names_what_is_missing(home: PracticeHome, plan: Path) -> None:
    previewed = home.practice("create", "--plan", plan, "--dry-run")
    assert previewed.exit_code == 0, previewed.explanation
    assert "no-windows-here" in str(previewed.events)
