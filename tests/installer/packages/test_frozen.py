"""The frozen programs do their main work, with nothing of this checkout in reach."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.shared.virtual_screen import virtual_screen
from tests.shared.waiting import wait_until

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="looks at the package for Linux")

PASSWORD = "-".join(("a", "frozen", "word", "7"))
A_PAINTED_PAGE = 40
"""Colours that text, cards and icons have between them; an empty window has a few."""
# What Xvfb, a screen without hardware, makes Qt say.
_OF_NO_HARDWARE = ("MESA", "libEGL")


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """What the desktop gives a program that was double-clicked, with a home of its own."""
    home = tmp_path / "kumonote"
    home.mkdir()
    (home / "settings.toml").write_text('[practice]\nguest = "reduced"\n', encoding="utf-8")
    kept = {name: value for name, value in os.environ.items() if "PROXY" in name.upper()}
    kept |= {name: value for name, value in os.environ.items() if name.startswith(("PIP", "SSL"))}
    return kept | {
        "KUMONOTE_HOME": str(home),
        "HOME": str(tmp_path),
        "PATH": os.defpath,
        "LC_ALL": "C.UTF-8",
    }


@pytest.fixture
def cli(frozen: Path, environment: dict[str, str]) -> Iterator[Path]:
    """The program of the command line; its practice cloud ends with the test."""
    program = frozen / "kumonote-cli"
    yield program
    subprocess.run([program, "practice", "stop"], env=environment, check=True, timeout=240)


def test_a_create_in_practice_mode_ends_ready_and_says_nothing_unexpected(
    cli: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    words = ["create", "--practice", "--name", "frozen", "--speed=100", "--password-stdin"]
    done = subprocess.run(
        [cli, *words, "--json"],
        input=f"{PASSWORD}\n",
        capture_output=True,
        text=True,
        env=environment,
        cwd=tmp_path,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    last = json.loads(done.stdout.splitlines()[-1])
    assert last["event"] == "finished"
    assert last["server"]["ready"] is True
    assert done.stderr == ""
    log = (tmp_path / "kumonote" / "logs" / "practice.log").read_text(encoding="utf-8")
    assert "Traceback" not in log
    assert "WARNING" not in log


def test_the_window_is_painted_in_practice_mode_and_says_nothing(
    frozen: Path, cli: Path, environment: dict[str, str], tmp_path: Path
) -> None:
    del cli  # it stops the practice cloud that the window starts
    with virtual_screen(tmp_path) as screen:
        on_screen = environment | {"DISPLAY": screen.display}
        with subprocess.Popen(
            [frozen / "Kumonote", "--practice"],
            env=on_screen,
            cwd=tmp_path,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as window:
            try:
                wait_until(lambda: screen.colours() > A_PAINTED_PAGE, what="a painted page")
                assert window.poll() is None
            finally:
                window.terminate()
            said, _ = window.communicate(timeout=240)
    unexpected = [line for line in said.splitlines() if not line.startswith(_OF_NO_HARDWARE)]
    assert unexpected == []


def test_only_kumonote_itself_is_run_in_place_of_the_commands(
    frozen: Path, environment: dict[str, str]
) -> None:
    done = subprocess.run(
        [frozen / "kumonote-cli", "--run-own-module", "http.server"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )
    assert done.returncode == 2
    assert "for Kumonote itself" in done.stderr


def test_nothing_is_inside_that_nobody_reads(frozen: Path) -> None:
    inside = frozen / "_internal"
    names = {path.relative_to(inside).as_posix() for path in inside.rglob("*")}
    for tool in ("hypothesis", "mypy", "ruff", "selenium", "_pytest", "PyInstaller"):
        assert not any(name.startswith(f"{tool}/") for name in names), tool
    for part in ("Qml", "Quick", "Pdf", "Designer", "Test"):
        assert not any(f"libQt6{part}" in name for name in names), part
    for read in ("icons/kumonote.svg", "translations/ja.po", "help/ja.md", "samples/plots.ipynb"):
        assert f"resources/{read}" in names
    parts = json.loads((inside / "resources/licences/parts.json").read_text(encoding="utf-8"))
    told = {part["name"] for part in parts if part["words"]}
    assert {"Python", "PySide6_Essentials", "paramiko"} <= told
    assert "pytest" not in told
    broken = [name for name in names if not (inside / name).exists()]
    assert broken == []
