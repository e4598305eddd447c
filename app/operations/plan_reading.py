"""Reads a plan file, and turns all that is wrong with it into one refusal."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from app.operations.refusal import AnswersRefused, Complaint
from app.planfile import PlanFile, PlanFileError, read
from app.problems import Problem, ProblemError
from app.text import Text, text
from app.wizard.answers import Answers


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
            _cannot_be_used(path),
        ) from error


def open_plan(path: Path) -> Answers:
    """The answers in the plan file at `path`, for somebody who opened it in the desktop.

    Raises `ProblemError` that says where the file is wrong first; its details say all.
    """
    try:
        return read(path).answers
    except PlanFileError as error:
        places = [_place(finding.line, finding.sentence) for finding in error.findings]
        raise ProblemError(
            Problem(
                code=error.problem.code,
                message=_cannot_be_used(path),
                advice=text(
                    "Correct it, or ask whoever gave it to you for another one. {first}",
                    first=places[0],
                ),
                details="\n".join(str(place) for place in places),
            )
        ) from error


def _cannot_be_used(path: Path) -> Text:
    return text("The plan file {file} cannot be used. Nothing was created.", file=path)


def _place(line: int, sentence: Text) -> Text:
    return sentence if not line else text("Line {line}: {sentence}", line=line, sentence=sentence)


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
