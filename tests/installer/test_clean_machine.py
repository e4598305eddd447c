"""From nothing but Python to a notebook server: the README's first command, for real."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from app.paths import Paths
from tests.installer.clean_machine import clean_machine, why_not

_REASON = why_not()
pytestmark = pytest.mark.skipif(bool(_REASON), reason=_REASON or "can run here")

# Twice the same command, then what its last lines advise; the cloud ends with the script.
SCRIPT = """
python3 installer/bootstrap.py try
echo === again
python3 installer/bootstrap.py try
echo === delete
.venv/bin/kumonote-cli delete try --practice --yes
.venv/bin/kumonote-cli list --practice --json
.venv/bin/kumonote-cli practice stop
"""


@pytest.mark.timeout(1800)
def test_the_first_command_makes_a_server_on_a_machine_with_only_python(tmp_path: Path) -> None:
    with clean_machine(tmp_path, Paths.of_this_user().cache) as machine:
        before = machine.run(
            "test ! -e .venv && python3 -c 'import ensurepip'", timeout_seconds=240
        )
        assert "No module named 'ensurepip'" in before.stdout, "the machine is not clean"
        done = machine.run(SCRIPT, timeout_seconds=1200)
    assert done.returncode == 0, done.stdout[-6000:]
    first, rest = done.stdout.split("=== again")
    second, deleted = rest.split("=== delete")
    assert "Installing system packages: python3" in first
    assert re.search(r"Address +https://\S+practice\.localhost:\d+", first)
    assert re.search(r"Certificate +SHA-256 [0-9a-f]{64}", first)
    assert re.search(r"Password +[a-z2-9-]{20,}", first)
    assert "Installing" not in second
    assert "there and running" in second
    assert '"event": "server"' not in deleted
