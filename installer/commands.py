"""Running other programs, and telling the user about it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_TAIL_LINES = 25


class CommandFailedError(Exception):
    """A program failed, or is missing; the message is a sentence for the user."""


def say(sentence: str = "") -> None:
    """Print one line now, also where the output is collected in blocks."""
    sys.stdout.write(sentence + "\n")
    sys.stdout.flush()


@dataclass
class Commands:
    """Runs programs given as argument lists, never through a shell.

    `start` is `subprocess.run`, or what stands in for it where nothing may be installed.
    """

    start: Callable[..., subprocess.CompletedProcess[str]] = subprocess.run
    environment: Mapping[str, str] = field(default_factory=lambda: dict(os.environ))

    def find(self, name: str) -> str | None:
        """The full path of the program `name`; None when it is not there."""
        return shutil.which(name, path=self.environment.get("PATH"))

    def status(self, arguments: Sequence[str | Path], **options: Any) -> int:
        """Run in view of the user; return the exit code."""
        sys.stdout.flush()
        done = self.start(
            [str(a) for a in arguments], env=dict(self.environment), text=True, **options
        )
        return done.returncode

    def output(self, arguments: Sequence[str | Path], **options: Any) -> tuple[int, str]:
        """Run out of sight; return the exit code and what was written to standard output."""
        done = self.start(
            [str(a) for a in arguments],
            env=dict(self.environment),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            **options,
        )
        return done.returncode, done.stdout

    def quietly(self, task: str, arguments: Sequence[str | Path], **options: Any) -> None:
        """Run out of sight; raise `CommandFailedError` with the last lines if it fails.

        `task` says what was tried: "Installing Python packages".
        """
        done = self.start(
            [str(a) for a in arguments],
            env=dict(self.environment),
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            **options,
        )
        if done.returncode != 0:
            tail = "\n".join("    " + line for line in done.stdout.splitlines()[-_TAIL_LINES:])
            raise CommandFailedError(
                f"{tail}\n{task} failed (exit code {done.returncode}); the lines above say why."
            )

    def with_environment(self, **values: str) -> Commands:
        """The same, with some environment variables set."""
        return Commands(self.start, {**self.environment, **values})
