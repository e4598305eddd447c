"""How much Kumonote adds to the waits that the service imposes.

    .venv/bin/python -m benchmarks.create_at_speed_1

Creates a server in practice mode on a clock as slow as Azure's, after one that warms up what is
made once (the guests' base image). The longest chain is group, then network, security group and
address side by side, then interface and machine; what follows the machine is the set-up of the
guest. A client learns of the end of an operation only when it asks, and it asks when Retry-After
lets it: so the chain of waits is longer than the chain of work. Prints a row for the table in
README.md.
"""

from __future__ import annotations

import math
import os
import secrets
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.practice import durations
from app.practice.latency import seconds_before_answer
from app.secret import Secret
from tests.shared.practice_home import PracticeHome

# Seconds of work and of Retry-After, as the practice cloud takes them from recorded answers.
_SIDE_BY_SIDE = (
    (durations.NETWORK, 3),
    (durations.SECURITY_GROUP, 3),
    (durations.ADDRESS, 1),
)
_MACHINE = (durations.MACHINE_CREATE, 10)
LIMIT_SECONDS = 900


@dataclass(frozen=True)
class Timing:
    """Seconds: the whole create, until the cloud called the machine made, and from there on."""

    whole: float
    service: float
    guest: float

    @property
    def added(self) -> float:
        """What the service's part took beyond the chain of waits, as a share of that chain."""
        return self.service / chain_of_waits() - 1


def chain_of_work() -> float:
    """Seconds for which the service works, one thing after the other."""
    return max(work for work, _ in _SIDE_BY_SIDE) + _MACHINE[0]


def chain_of_waits() -> float:
    """Seconds until a client that asks at once, and then when Retry-After lets it, knows.

    With the time that the service takes to answer what cannot be left out.
    """
    whole = max(_known_after(*one) for one in _SIDE_BY_SIDE) + _known_after(*_MACHINE)
    # group, network, interface, machine; the last polls of network and machine
    return whole + 4 * seconds_before_answer("PUT", "") + 2 * seconds_before_answer("GET", "")


def _known_after(work: float, retry_after: float) -> float:
    return math.ceil(work / retry_after) * retry_after


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
        f"| {chain_of_work():.0f} s | {chain_of_waits():.0f} s | {measured.service:.1f} s "
        f"| {100 * measured.added:+.1f} % | {measured.guest:.1f} s | {measured.whole:.1f} s |\n"
    )


if __name__ == "__main__":
    main()
