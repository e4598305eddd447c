"""A practice cloud of one's own, used as a user uses it: through `kumonote-cli`."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.secret import Secret

CLI = Path(sys.executable).with_name("kumonote-cli")
FASTER_THAN_AZURE = 20


@dataclass(frozen=True)
class Ended:
    """How a command ended: the exit code, its events, and what it said on standard error."""

    exit_code: int
    events: tuple[dict[str, Any], ...]
    stderr: str

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1]

    @property
    def server(self) -> dict[str, Any]:
        """The server that the `finished` event tells of."""
        assert self.exit_code == 0, self.explanation
        assert self.last["event"] == "finished", self.explanation
        found: dict[str, Any] = self.last["server"]
        return found

    @property
    def explanation(self) -> str:
        return f"exit code {self.exit_code}, last event {self.events[-1:]}\n{self.stderr[-4000:]}"


@dataclass(frozen=True)
class PracticeHome:
    """`folder` is KUMONOTE_HOME; every call that its cloud serves is written to `traffic`.

    `language` is what the user's system is set to.
    """

    folder: Path
    traffic: Path
    language: str = "en"

    @property
    def environment(self) -> dict[str, str]:
        own = {
            "KUMONOTE_HOME": str(self.folder),
            "KUMONOTE_TRAFFIC_LOG": str(self.traffic),
            "LC_ALL": f"{self.language}.UTF-8",
        }
        return {**os.environ, **own}

    def run(
        self, *words: str | Path, password: Secret | None = None, limit_seconds: float = 840
    ) -> Ended:
        """Run `kumonote-cli WORDS --json`; the password goes the only way it may go."""
        arguments: list[str | Path] = [CLI, *words, "--json"]
        if password is not None:
            arguments.append("--password-stdin")
        done = subprocess.run(
            arguments,
            env=self.environment,
            input=f"{password.reveal()}\n" if password is not None else "",
            capture_output=True,
            text=True,
            check=False,
            timeout=limit_seconds,
        )
        return Ended(done.returncode, events_of(done.stdout.splitlines()), done.stderr)

    def practice(self, verb: str, *words: str | Path, password: Secret | None = None) -> Ended:
        """The same in practice mode."""
        return self.run(verb, *words, "--practice", password=password)

    def create(self, name: str, password: Secret) -> Ended:
        """Make a server with the defaults, on a clock faster than Azure's."""
        speed = f"--speed={FASTER_THAN_AZURE}"
        return self.practice("create", "--name", name, speed, password=password)


def events_of(lines: Sequence[str]) -> tuple[dict[str, Any], ...]:
    """What a command said under --json."""
    return tuple(json.loads(line) for line in lines)
