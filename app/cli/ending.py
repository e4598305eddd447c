"""How a command ended, before anybody has turned it into words or JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

from app.operations.refusal import Complaint
from app.problems import Problem
from app.server import Server
from app.text import Text


class ExitCode(IntEnum):
    DONE = 0
    PROBLEM = 1
    USAGE = 2
    CANCELLED = 130


@dataclass(frozen=True)
class Done:
    """A command that did what it was asked to do.

    `server` is the one it was about; `facts` are further plain values for `--json`;
    `sentences` is what people read.
    """

    server: Server | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    sentences: tuple[Text, ...] = ()


@dataclass(frozen=True)
class Failed:
    """A command that did not. `choices` are the command lines that the user can go on with."""

    problem: Problem
    exit_code: ExitCode = ExitCode.PROBLEM
    complaints: tuple[Complaint, ...] = ()
    choices: tuple[tuple[Text, str], ...] = ()


Ending = Done | Failed
