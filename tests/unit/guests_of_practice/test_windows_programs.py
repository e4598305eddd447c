"""Programs behind a remote shell: real processes, of this computer."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

from app.practice.guests.windows.programs import Program, Start

_STARTS_ANOTHER = """
import subprocess, sys
other = subprocess.Popen([sys.executable, "-c", "input()"], stdin=0)
print(other.pid, flush=True)
sys.exit(3)
"""
_LIMIT_SECONDS = 60.0


def test_it_is_done_when_it_has_ended_whoever_still_holds_its_streams(tmp_path: Path) -> None:
    """The other one has the same streams, and waits for input that never comes."""
    program = Program(Start([sys.executable, "-c", _STARTS_ANOTHER], tmp_path))
    told = b""
    while (received := program.receive(_LIMIT_SECONDS, 1000)) is not None:
        told += received[0]["stdout"]
        if received[1]:
            break
    child = int(told)
    os.kill(child, signal.SIGKILL)  # it was there: else this raises
    assert received is not None
    assert program.code == 3
    assert not program.is_running
    program.end()
