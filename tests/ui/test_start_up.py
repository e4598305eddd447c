"""What the window must not wait for when the program starts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SLOW = (
    *("pydantic", "cryptography", "keyring", "paramiko", "requests", "yaml"),
    *("azure.core", "azure.identity", "azure.mgmt", "winrm"),
)
PROGRAM = """
import sys
from app.paths import Paths
from ui.main import make_application
from ui.one_copy import Wish
from ui.shell import Shell

application = make_application()
shell = Shell(application, Paths.of_this_user())
if sys.argv[1] == "first":
    shell.fulfil(Wish(practice=False))
    assert shell.arrival.window.isVisible()
else:
    shell.open(practice=False)
print(*(name for name in sys.argv[2:] if name in sys.modules))
shell.close()
"""


@pytest.mark.parametrize("start", ["first", "later"])
def test_nothing_slow_is_imported_before_the_window_stands(tmp_path: Path, start: str) -> None:
    """In a process of its own: in this one other tests have imported everything."""
    seen = subprocess.run(
        [sys.executable, "-c", PROGRAM, start, *SLOW],
        env={"KUMONOTE_HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        check=True,
        timeout=120,
        text=True,
    )
    assert seen.stdout.split() == []
