"""Turns whatever was raised into a `Problem`; what nobody foresaw leaves a report file."""

from __future__ import annotations

import time
import traceback
from pathlib import Path
from typing import Final

from app.paths import Paths, make_private_folder
from app.problems import Problem, ProblemError
from app.redaction import redact
from app.text import text

_NOBODY_FORESAW: Final = "unexpected"


def explain(error: BaseException, paths: Paths) -> Problem:
    """The problem behind `error`; code "internal" with a report for a fault of our own."""
    if isinstance(error, ProblemError):
        return error.problem
    from app.azure.errors import problem_from

    problem = problem_from(error)
    return _internal(error, paths) if problem.code == _NOBODY_FORESAW else problem


def _internal(error: BaseException, paths: Paths) -> Problem:
    report = _write_report(error, paths)
    where = (
        text(
            "A report is in {file}; it holds no secret. Please send it with a bug report.",
            file=report,
        )
        if report is not None
        else text("No report could be written, because the folder for logs cannot be used.")
    )
    return Problem(
        code="internal",
        message=text("Kumonote itself made a mistake: {kind}.", kind=type(error).__name__),
        advice=where,
        details=redact(str(error)),
    )


def _write_report(error: BaseException, paths: Paths) -> Path | None:
    """The traceback as a private file; None where none can be written."""
    name = time.strftime("report-%Y%m%d-%H%M%S.txt", time.gmtime())
    try:
        report = make_private_folder(paths.logs) / name
        report.touch(mode=0o600)
        report.write_text(redact("".join(traceback.format_exception(error))), encoding="utf-8")
    except OSError:
        return None
    return report
