"""Microsoft's API description, and the tool that checks a log of calls against it.

They are kept beside the project, in `../shared/arm`, and are no part of it.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from app.practice.guests.programs import run

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "arm"
VALIDATOR = FOLDER / "validate_requests.py"
RECORDINGS = FOLDER / "recordings"

needs_description = pytest.mark.skipif(
    not VALIDATOR.exists(),
    reason="Microsoft's API description is not here: ../shared/arm is absent",
)


def validate(log: Path, *options: str) -> tuple[bool, str]:
    """Whether the tool found no error, and what it says."""
    command = [sys.executable, str(VALIDATOR), *options, str(log)]
    finished = run(command, timeout_seconds=120)
    return finished.exit_code == 0, finished.stdout.decode()
