"""Reads a plan file, and turns all that is wrong with it into one refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.operations.refusal import AnswersRefused, Complaint
from app.planfile import PlanFile, PlanFileError, read
from app.text import text


def read_plan(path: Path) -> PlanFile:
    """The plan file at `path`: its answers, and where each of them stands.

    Raises `AnswersRefused` with every finding and its line. Only the file itself is looked
    at here; what needs the password or the cloud's offers is checked when the plan is made.
    """
    try:
        return read(path)
    except PlanFileError as error:
        raise AnswersRefused(
            tuple(
                Complaint(finding.code, finding.field, finding.sentence, finding.line)
                for finding in error.findings
            ),
            text("The plan file {file} cannot be used. Nothing was created.", file=path),
        ) from error


def with_lines(refused: AnswersRefused, file: PlanFile | None) -> AnswersRefused:
    """`refused` with the line of each answer, as far as it stands in `file`."""
    if file is None:
        return refused
    return AnswersRefused(
        tuple(
            replace(complaint, line=complaint.line or file.line_of(complaint.field))
            for complaint in refused.complaints
        ),
        refused.problem.message,
    )
