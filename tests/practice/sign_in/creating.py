"""A create as one of the people of a practice cloud, whose tokens end in the middle of it."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from app.paths import Paths
from app.practice import process
from app.secret import Secret
from tests.practice.sign_in.visitor import AIKO
from tests.shared.practice_home import CLI, PracticeHome

VISIT: Final = Path(__file__).with_name("visit.py")
ROOT: Final = VISIT.parents[3]
BELIEVED_SECONDS: Final = 600
PASSWORD: Final = Secret("a-quiet-Walrus-reads-tables-8")


@dataclass(frozen=True)
class CreatedAsPerson:
    """`events` of the create with the seconds since its start; `refused` tokens (401s)."""

    exit_code: int
    events: tuple[tuple[float, dict[str, Any]], ...]
    refused: int

    @property
    def last(self) -> dict[str, Any]:
        return self.events[-1][1]

    def named(self, *names: str) -> list[dict[str, Any]]:
        return [event for _, event in self.events if event["event"] in names]


def create_as_person(
    home: PracticeHome, *, speed: float, real_seconds: int, last_before: str
) -> CreatedAsPerson:
    """Sign in as Aiko, then create the server "person".

    Tokens are good for ten minutes by their answer, by the service for `real_seconds`. Once
    the step `last_before` starts, the sign-in itself ends too.
    """
    paths = Paths(home.folder, home.folder / "cache")
    connection = process.ensure_running(paths, speed=speed, guest="reduced")
    process.control(paths, "traffic-log", file=str(home.traffic))
    early = BELIEVED_SECONDS - real_seconds
    process.control(paths, "sign-ins", token_lifetime=BELIEVED_SECONDS, early_end=early)
    environment = home.environment | {
        "PYTHONPATH": str(ROOT),
        "BROWSER": f"{sys.executable} {VISIT} {connection.ca_file} {AIKO} %s &",
    }
    subprocess.run(
        [CLI, "sign-in", "--practice", "--json"], env=environment, capture_output=True, check=True
    )
    began = time.monotonic()
    words = ["create", "--practice", "--name", "person", "--json", "--password-stdin"]
    with subprocess.Popen(
        [CLI, *words], env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        program.stdin.write(f"{PASSWORD.reveal()}\n")
        program.stdin.close()
        events = []
        for line in program.stdout:
            event = json.loads(line)
            events.append((time.monotonic() - began, event))
            if (event["event"], event.get("step")) == ("step-started", last_before):
                process.control(paths, "fault", fault="sign-in-again")
    answers = [json.loads(line) for line in home.traffic.read_text().splitlines()]
    refused = sum(answer["response"]["status"] == 401 for answer in answers)
    return CreatedAsPerson(program.returncode, tuple(events), refused)
