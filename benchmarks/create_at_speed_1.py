"""How much Kumonote adds to the waits that the service imposes.

    .venv/bin/python -m benchmarks.create_at_speed_1

Creates a server in practice mode on a clock as slow as Azure's, after one that warms up what is
made once (the guests' base image). The longest chain of service waits is group, then network,
security group and address side by side, then interface and machine; what follows the machine
is the set-up of the guest. Prints a row for the table in README.md.
"""

from __future__ import annotations

import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.practice import durations
from app.secret import Secret
from tests.shared.practice_home import PracticeHome

CHAIN_SECONDS = (
    max(durations.NETWORK, durations.SECURITY_GROUP, durations.ADDRESS) + durations.MACHINE_CREATE
)
LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Timing:
    """Seconds: the whole create, until the cloud called the machine made, and from there on."""

    whole: float
    service: float
    guest: float

    @property
    def added(self) -> float:
        """What the whole took beyond the chain and the guest's set-up, as a share of the chain."""
        return (self.whole - self.guest) / CHAIN_SECONDS - 1


def timing(events: tuple[dict[str, Any], ...]) -> Timing:
    """Read off the events of one create."""
    began = next(e["time"] for e in events if e["event"] == "run-started")
    machine = next(
        e["time"] for e in events if e["event"] == "step-done" and e["step"] == "machine"
    )
    ended = next(e["time"] for e in events if e["event"] == "run-finished")
    return Timing(ended - began, machine - began, ended - machine)


def create(home: PracticeHome, name: str, speed: int) -> tuple[dict[str, Any], ...]:
    """Make a server; return its events. Raises `RuntimeError`."""
    password = Secret(secrets.token_urlsafe(18))
    words = ("create", "--name", name, "--practice", f"--speed={speed}")
    ended = home.run(*words, password=password, limit_seconds=LIMIT_SECONDS)
    if ended.exit_code != 0:
        raise RuntimeError(ended.explanation)
    return ended.events


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
        home = PracticeHome(Path(folder) / "home", Path(os.devnull))
        try:
            create(home, "warm-up", speed=50)
            home.practice("delete", "warm-up", "--yes")
            measured = timing(create(home, "measured", speed=1))
        finally:
            home.run("practice", "stop", "--wipe")
    sys.stdout.write(
        f"| {CHAIN_SECONDS:.0f} s | {measured.service:.1f} s | {measured.guest:.1f} s "
        f"| {measured.whole:.1f} s | {100 * measured.added:.1f} % |\n"
    )


if __name__ == "__main__":
    main()
