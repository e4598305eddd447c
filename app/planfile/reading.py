"""Reads plan files. All that is wrong is found at once, each finding with its line.

A file with a finding gives no answers at all: none is ever applied in part.
"""

from __future__ import annotations

import difflib
import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from pydantic import ValidationError

from app.planfile.lines import key_lines
from app.planfile.shape import ALLOWED, PlanShape, keys_in
from app.problems import Action, Problem, ProblemError
from app.text import Text, text
from app.wizard.answers import Answers
from app.wizard.checks import check
from app.wizard.context import Context

LARGEST_FILE_BYTES: Final = 64 * 1024
_DEEPEST: Final = 8
_SECRET: Final = re.compile(r"passw|passphrase|secret|token|credential|private_?key", re.I)
_SYNTAX_LINE: Final = re.compile(r"\(at line (\d+), column \d+\)$")
_NAME_FOR_NOW: Final = "unnamed"


@dataclass(frozen=True)
class PlanFileFinding:
    """One thing wrong. `line` counts from 1; 0 where no line is to blame."""

    code: str
    field: str
    sentence: Text
    line: int


class PlanFileError(ProblemError):
    """The file gives no answers, because of `findings`, sorted by line."""

    def __init__(self, findings: Sequence[PlanFileFinding]) -> None:
        super().__init__(
            Problem(
                code="plan-file-refused",
                message=text("The plan file cannot be used: {first}", first=findings[0].sentence),
                advice=text("Correct the file and try again. Nothing was created."),
                action=Action.EDIT_ANSWERS,
            )
        )
        self.findings = tuple(findings)


@dataclass(frozen=True)
class PlanFile:
    """What a file says: its answers, and at which line each dotted name stands."""

    answers: Answers
    lines: Mapping[str, int]

    def line_of(self, field: str) -> int:
        """The line of an answer, of its table if only that is there, or 0."""
        return _line_of(self.lines, field)


def load(path: Path, context: Context | None = None) -> Answers:
    """The answers in the file at `path`. Raises `PlanFileError`."""
    return read(path, context).answers


def read(path: Path, context: Context | None = None) -> PlanFile:
    """The answers in the file at `path`, with their lines.

    They pass every check that needs no more than `context`. Relative paths of certificates
    start from the file's folder. Raises `PlanFileError`.
    """
    source = _source(path)
    try:
        data = tomllib.loads(source)
        if _is_deep(data):
            raise RecursionError
        lines = {".".join(key): line for key, line in key_lines(source).items()}
    except ValueError as error:  # also numbers with more digits than Python reads
        raise PlanFileError([_syntax(str(error), source)]) from error
    except RecursionError as error:
        sentence = text("The file is nested too deeply for a plan.")
        raise PlanFileError([PlanFileFinding("plan-file-syntax", "", sentence, 1)]) from error
    findings, usable = _shape_findings(data)
    answers = PlanShape.model_validate(usable).answers(path.absolute().parent)
    bad = {finding[1] for finding in findings}
    findings += [
        (found.code, found.field, found.sentence)
        for found in check(answers, context)
        if not any(_covers(name, found.field) for name in bad)
    ]
    if findings:
        raise PlanFileError(
            sorted(
                (PlanFileFinding(*finding, _line_of(lines, finding[1])) for finding in findings),
                key=lambda finding: finding.line,
            )
        )
    return PlanFile(answers, lines)


_Bare = tuple[str, str, Text]
"""Code, field, sentence: a finding whose line is not looked up yet."""


def _shape_findings(data: dict[str, Any]) -> tuple[list[_Bare], dict[str, Any]]:
    """What is wrong with keys and types, and `data` without all that."""
    try:
        PlanShape.model_validate(data)
    except ValidationError as error:
        found: dict[str, _Bare] = {}
        bad: list[tuple[str, ...]] = []
        for details in error.errors(include_url=False, include_input=False):
            path = _known_part(details["loc"])
            field = ".".join(path)
            found.setdefault(field, _shape_finding(field, path, details["type"]))
            bad.append(path)
        usable = _without(data, bad)
        if "name" in found:
            usable = {**usable, "name": _NAME_FOR_NOW}
        return list(found.values()), usable
    return [], data


def _known_part(location: tuple[int | str, ...]) -> tuple[str, ...]:
    """The key that an error is about: what follows it are places in its value, and types."""
    for length in range(len(location), 1, -1):
        if ".".join(map(str, location[:length])) in ALLOWED:
            return tuple(map(str, location[:length]))
    if len(location) > 1 and str(location[0]) in ALLOWED and location[0] in _tables():
        return (str(location[0]), str(location[1]))
    return (str(location[0]),)


def _tables() -> set[str]:
    return {name.partition(".")[0] for name in ALLOWED if "." in name}


def _shape_finding(field: str, path: tuple[str, ...], kind: str) -> _Bare:
    if kind == "extra_forbidden" and _SECRET.search(path[-1]):
        return (
            "secret-in-plan-file",
            field,
            text(
                "Passwords and other secrets do not belong in a plan file. Remove this line; the"
                " password is asked for, or read with --password-stdin."
            ),
        )
    if kind == "extra_forbidden":
        return ("key-unknown", field, _unknown_key(path))
    if kind == "missing":
        return (
            "key-missing",
            field,
            text("“{key}” is missing. It must be {allowed}.", key=field, allowed=ALLOWED[field]),
        )
    return (
        "value-type",
        field,
        text("“{key}” must be {allowed}.", key=field, allowed=ALLOWED[field]),
    )


def _unknown_key(path: tuple[str, ...]) -> Text:
    known = keys_in(path[0] if len(path) > 1 else "")
    near = difflib.get_close_matches(path[-1][:60], known, n=1)
    place = text("in [{table}]", table=path[0]) if len(path) > 1 else text("at the top of the file")
    if near:
        return text(
            "There is no key “{key}” {place}. Did you mean “{near}”? Allowed are: {known}.",
            key=_short(path[-1]),
            place=place,
            near=near[0],
            known=", ".join(known),
        )
    return text(
        "There is no key “{key}” {place}. Allowed are: {known}.",
        key=_short(path[-1]),
        place=place,
        known=", ".join(known),
    )


def _without(data: dict[str, Any], paths: Collection[tuple[str, ...]]) -> dict[str, Any]:
    """`data` without what is at `paths`; where a path leads into no table, without its start."""
    below: dict[str, list[tuple[str, ...]]] = {}
    for first, *rest in paths:
        below.setdefault(first, []).append(tuple(rest))
    kept: dict[str, Any] = {}
    for key, value in data.items():
        if key not in below:
            kept[key] = value
        elif isinstance(value, dict) and all(below[key]):
            kept[key] = _without(value, below[key])
    return kept


def _is_deep(data: dict[str, Any]) -> bool:
    """Whether tables stand in tables further than in any plan, wrong ones too."""
    level: list[Any] = [data]
    for _ in range(_DEEPEST):
        level = [
            inner
            for one in level
            if isinstance(one, dict | list)
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return bool(level)


def _covers(name: str, field: str) -> bool:
    return field == name or field.startswith(name + ".")


def _line_of(lines: Mapping[str, int], field: str) -> int:
    while field not in lines:
        field, dot, _ = field.rpartition(".")
        if not dot:
            return 0
    return lines[field]


def _source(path: Path) -> str:
    try:
        with path.open("rb") as file:
            data = file.read(LARGEST_FILE_BYTES + 1)
    except (OSError, ValueError) as error:
        sentence = text("The plan file {file} cannot be read.", file=path)
        raise PlanFileError([PlanFileFinding("plan-file-missing", "", sentence, 0)]) from error
    if len(data) > LARGEST_FILE_BYTES:
        sentence = text("The plan file {file} is too large for a plan.", file=path)
        raise PlanFileError([PlanFileFinding("plan-file-large", "", sentence, 0)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        sentence = text("This line is not UTF-8. Save the file with the encoding UTF-8.")
        raise PlanFileError([PlanFileFinding("plan-file-encoding", "", sentence, line)]) from error


def _syntax(reason: str, source: str) -> PlanFileFinding:
    match = _SYNTAX_LINE.search(reason)
    line = int(match[1]) if match else source.count("\n", 0, len(source.rstrip())) + 1
    sentence = text(
        "This line is not valid TOML: {reason}. A line has the form: key = value.",
        reason=_SYNTAX_LINE.sub("", reason).strip().removesuffix("(at end of document)").strip(),
    )
    return PlanFileFinding("plan-file-syntax", "", sentence, line)


def _short(words: str, most: int = 60) -> str:
    return words if len(words) <= most else words[:most] + "…"
