"""All parsers that are tried."""

from __future__ import annotations

from typing import Final

from tests.fuzz import (
    certificates,
    cloud_answers,
    guest_answers,
    kept_files,
    practice_questions,
    winrm_answers,
)
from tests.fuzz.target import Target

TARGETS: Final[tuple[Target, ...]] = (
    *kept_files.TARGETS,
    *certificates.TARGETS,
    *guest_answers.TARGETS,
    *winrm_answers.TARGETS,
    *cloud_answers.TARGETS,
    *practice_questions.TARGETS,
)
