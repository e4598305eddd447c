"""Says what is wrong with the settings, where, and what would be allowed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.problems import Problem, ProblemError
from app.text import Text, text, verbatim

Place = tuple[int | str, ...]
"""A key with its sections, e.g. ("guest", "proxy")."""

_ADDRESS: Final = text(
    "a web address that begins with https:// or http://, without user name and password"
)
_IDENTIFIER: Final = text("letters, digits, dots and hyphens")
_ALLOWED: Final[dict[Place, Text]] = {
    ("language",): verbatim("en, ja"),
    ("start",): verbatim("azure, practice"),
    ("guest", "package_index"): _ADDRESS,
    ("guest", "proxy"): _ADDRESS,
    ("practice", "speed"): text("a number from 0.1 to 1000"),
    ("practice", "guest"): verbatim("auto, booted, reduced"),
    ("prices", "currency"): verbatim("USD, EUR, JPY, GBP, CHF, …"),
    ("prices", "hours_a_day"): text("a whole number from 1 to 24"),
    ("azure", "client_id"): _IDENTIFIER,
    ("azure", "tenant"): _IDENTIFIER,
    ("azure", "cloud"): verbatim("public, china, us-government"),
    ("azure", "public_address_service"): _ADDRESS,
    ("updates", "look"): verbatim("true, false"),
}
_SECTION: Final = re.compile(r"\s*\[\s*([\w-]+)\s*\]")
_KEY: Final = re.compile(r"""\s*["']?([\w-]+)["']?\s*[=.]""")


@dataclass(frozen=True)
class SettingsFinding:
    """One thing that is wrong. `line` counts from 1; 0 where there is no line."""

    key: str
    sentence: Text
    line: int = 0


class SettingsError(ProblemError):
    """The settings cannot be used, because of `findings`."""

    def __init__(self, path: Path, findings: Sequence[SettingsFinding]) -> None:
        self.findings = tuple(sorted(findings, key=lambda finding: finding.line))
        super().__init__(
            Problem(
                code="settings-wrong",
                message=text(
                    "The settings are not right: {finding}", finding=self.findings[0].sentence
                ),
                advice=text("Correct {file}, then try again.", file=path),
                details="\n".join(f.sentence.in_language("en") for f in self.findings),
            )
        )


def syntax_finding(error: Exception) -> SettingsFinding:
    """The file is no TOML, or cannot be read."""
    return SettingsFinding("", text("it cannot be read ({reason}).", reason=str(error)))


def file_finding(place: Place, source: str) -> SettingsFinding:
    """The key at `place` of the file `source` is unknown, or its value is not allowed."""
    line = line_of(place, source)
    key = ".".join(map(str, place))
    return SettingsFinding(key, text("line {line}: {what}", line=line, what=_what(place)), line)


def variable_finding(name: str, place: Place) -> SettingsFinding:
    """The value of the environment variable `name` is not allowed."""
    what = text("{key} is not right; allowed: {allowed}.", key=name, allowed=_ALLOWED[place])
    return SettingsFinding(".".join(map(str, place)), what)


def line_of(place: Place, source: str) -> int:
    """The line where the key at `place` is set, or else its section; 1 if neither is found."""
    section, best = "", 1
    for number, line in enumerate(source.splitlines(), start=1):
        if opened := _SECTION.match(line):
            section = opened[1]
            if place == (section,):
                return number
            if place[0] == section:
                best = number
        elif key := _KEY.match(line):
            if (section, key[1]) == ("", place[0]):
                best = number
            here: Place = (section, key[1]) if section else (key[1],)
            if here == place:
                return number
    return best


def _what(place: Place) -> Text:
    """The value itself is not shown: somebody may have put a password there."""
    key = ".".join(map(str, place))
    if place in _ALLOWED:
        return text("{key} is not right; allowed: {allowed}.", key=key, allowed=_ALLOWED[place])
    if any(place == known[:-1] for known in _ALLOWED):
        return text("{key} is a section: write [{key}] on a line of its own.", key=key)
    known = [str(k[-1]) for k in _ALLOWED if k[:-1] == place[:-1]]
    if len(place) == 1:
        known += sorted({f"[{k[0]}]" for k in _ALLOWED if len(k) > 1})
    return text("{key} is unknown; allowed: {allowed}.", key=key, allowed=", ".join(known))
