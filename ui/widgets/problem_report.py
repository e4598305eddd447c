"""What somebody who helps needs to know of a problem, as text to be copied."""

from __future__ import annotations

import platform
import time

from PySide6.QtCore import qVersion

from app import __version__
from app.problems import Problem
from app.redaction import redact
from app.text import ENGLISH, Text


def report_of(problem: Problem, about: Text | None = None) -> str:
    """Words, code and details of `problem`, and what it happened with.

    No secret is ever part of a `Problem`; what looks like one is replaced all the same, as
    details are other people's words. The message stands there in English too: who helps may
    not read the user's language.
    """
    message = str(problem.message)
    english = problem.message.in_language(ENGLISH)
    lines = (
        *circumstances(),
        about.in_language(ENGLISH) if about is not None else "",
        f"[{problem.code}] {message}",
        english if english != message else "",
        str(problem.advice),
        problem.details,
    )
    return redact("\n".join(line for line in lines if line))


def circumstances() -> tuple[str, str]:
    """Which programs on which system, and when."""
    programs = f"Kumonote {__version__}, Python {platform.python_version()}, Qt {qVersion()}"
    return (
        f"{programs}, {platform.platform()}",
        time.strftime("%Y-%m-%d %H:%M:%S UTC", time.gmtime()),
    )
