"""How long the Review page has to wait: the offers, and what stands against the plan.

    .venv/bin/python -m benchmarks.preflight [TIMES]

Against a practice cloud whose clock runs as the service's does and which takes as long to
answer (`app/practice/latency.py`). Prints a row for the table in README.md.
"""

from __future__ import annotations

import statistics
import sys
import tempfile
import time
from pathlib import Path

from app.azure.catalogue import load_catalogue
from app.azure.practice import session_over
from app.azure.preflight import preflight
from app.engine.cancel import CancelToken
from app.paths import Paths
from app.plan import plan
from app.practice import process
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers

ANSWERS = Answers(
    name="measured",
    endpoint=EndpointAnswers(my_address="203.0.113.24"),
    schedule=ScheduleAnswers("19:00", "Asia/Tokyo"),
)


def once(connection: process.PracticeConnection) -> tuple[float, float]:
    """Seconds for the offers, and for what is looked at before Create, in a new session."""
    cancel = CancelToken()
    session = session_over(connection)
    try:
        began = time.perf_counter()
        offers = load_catalogue(session, ANSWERS.system.region, cancel, size=ANSWERS.system.size)
        offered = time.perf_counter()
        preflight(session, plan(ANSWERS, offers), offers, cancel)
        return offered - began, time.perf_counter() - offered
    finally:
        session.close()


def main(times: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
        paths = Paths(Path(folder) / "home", Path(folder) / "cache")
        connection = process.ensure_running(paths, speed=1.0, guest="reduced")
        try:
            once(connection)  # imports the SDK
            runs = [once(connection) for _ in range(times)]
        finally:
            process.stop(paths)
    offers = statistics.median(run[0] for run in runs)
    checks = statistics.median(run[1] for run in runs)
    longest = max(sum(run) for run in runs)
    sys.stdout.write(
        f"| {offers:.1f} s | {checks:.1f} s | {offers + checks:.1f} s | {longest:.1f} s |\n"
    )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
