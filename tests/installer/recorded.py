"""Stands in for starting programs where a test must not install anything on this computer.

It does not prove that apt, sudo, venv or pip accept what they are given: `test_clean_machine`
does that, in a root file system of its own.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from installer.commands import Commands

Answer = Callable[[list[str], dict[str, Any]], tuple[int, str]]


def _fine(_arguments: list[str], _options: dict[str, Any]) -> tuple[int, str]:
    return 0, ""


@dataclass
class Recorder:
    """Keeps every command line and what it was given; `answer` decides how each one ends."""

    answer: Answer = _fine
    lines: list[list[str]] = field(default_factory=list)
    options: list[dict[str, Any]] = field(default_factory=list)

    def __call__(self, arguments: list[str], **options: Any) -> subprocess.CompletedProcess[str]:
        self.lines.append(arguments)
        self.options.append(options)
        code, out = self.answer(arguments, options)
        return subprocess.CompletedProcess(arguments, code, out, "")

    def of(self, program: str) -> list[list[str]]:
        """The recorded lines whose program has this name, or that pass it to sudo."""
        return [line for line in self.lines if program in {Path(word).name for word in line}]


def recorded(recorder: Recorder, folder: Path, *programs: str, **environment: str) -> Commands:
    """Commands that only `recorder` sees, on a computer that has `programs` and no others."""
    for name in programs:
        file = folder / name
        file.write_text("", encoding="ascii")
        file.chmod(0o755)
    found: Mapping[str, str] = {"PATH": str(folder), **environment}
    return Commands(recorder, found)
