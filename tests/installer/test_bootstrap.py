"""The entry: what an old Python says, and what the command line offers."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from installer import bootstrap


def test_an_old_python_can_read_it_as_far_as_the_complaint() -> None:
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    ast.parse(source, feature_version=(3, 6))


def test_an_old_python_is_told_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    sentence = bootstrap.complaint(3, 9)
    assert "needs Python 3.11 or newer, and this is 3.9" in sentence
    assert "Install a newer Python" in sentence


def test_a_newer_python_on_the_computer_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name in ("python3.11", "python3.12"):
        (tmp_path / name).write_text("", encoding="ascii")
        (tmp_path / name).chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert "run `python3.12 installer/bootstrap.py`" in bootstrap.complaint(3, 10)


def test_this_python_is_no_cause_for_complaint() -> None:
    assert bootstrap.complaint(*sys.version_info[:2]) == ""


@pytest.mark.parametrize(("words", "code"), [(["--help"], 0), ([], 2), (["fly"], 2)])
def test_the_command_line_names_what_there_is(words: list[str], code: int) -> None:
    done = subprocess.run(
        [sys.executable, bootstrap.__file__, *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == code
    assert "{try,test,pictures}" in done.stdout + done.stderr
