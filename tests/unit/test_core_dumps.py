"""A program that dies leaves no file with its memory."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

DIES = """
import os, resource
from app.core_dumps import forbid_core_dumps
hard = resource.getrlimit(resource.RLIMIT_CORE)[1]
resource.setrlimit(resource.RLIMIT_CORE, (hard, hard))
forbid_core_dumps()
print(resource.getrlimit(resource.RLIMIT_CORE)[0], flush=True)
os.abort()
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows writes no such files")
def test_no_core_is_dumped(tmp_path: Path) -> None:
    dead = subprocess.run(
        [sys.executable, "-c", DIES],
        cwd=tmp_path,
        env={"PYTHONPATH": str(Path(__file__).parents[2])},
        capture_output=True,
        text=True,
        check=False,
    )
    assert dead.returncode < 0
    assert dead.stdout == "0\n", dead.stderr
    assert list(tmp_path.iterdir()) == []
