"""How quickly the window stands, what it weighs, and how smooth it stays under a flood of log.

    xvfb-run -a .venv/bin/python -m benchmarks.window

Start-up is the time from starting the interpreter to the first painted window, and the resident
memory then, each in a process of its own: a bare PySide6 window and Kumonote's. The stall is the
longest time between two turns of the GUI's event loop while 200,000 log lines arrive from a
thread; of that, "own work" is what the GUI thread itself computed, which other programs on the
computer do not lengthen. Prints rows for the table in README.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from dataclasses import dataclass
from pathlib import Path

LINES = 200_000
RUNS = 7

BARE = """
from PySide6.QtWidgets import QApplication, QMainWindow
application = QApplication([])
window = QMainWindow()
window.resize(1000, 680)
"""
OURS = """
from app.paths import Paths
from ui.main import make_application
from ui.shell import Shell
application = make_application()
shell = Shell(application, Paths.of_this_user())
window = shell.open(practice=False)
"""
PAINTED = """
import sys, time
from pathlib import Path
from PySide6.QtCore import QEvent, QObject, QTimer

class Painted(QObject):
    def eventFilter(self, watched, event):
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self.tell)
            watched.removeEventFilter(self)
        return False

    def tell(self):
        status = Path("/proc/self/status").read_text()
        resident = next(line.split()[1] for line in status.splitlines() if "VmRSS" in line)
        print(time.time(), resident, flush=True)
        application.quit()

painted = Painted()
window.installEventFilter(painted)
window.show()
application.exec()
"""


def start_up(window: str, home: Path) -> tuple[float, float]:
    """Median seconds to the first painted window, and median MiB resident then."""
    seconds, resident = [], []
    for _ in range(RUNS):
        began = time.time()
        start = subprocess.run
        told = start(
            [sys.executable, "-c", window + PAINTED],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
            env={**os.environ, "KUMONOTE_HOME": str(home)},
        )
        ended, kib = told.stdout.split()[-2:]
        seconds.append(float(ended) - began)
        resident.append(int(kib) / 1024)
    return statistics.median(seconds), statistics.median(resident)


@dataclass(frozen=True)
class Stall:
    """Milliseconds between two turns at most, and own work in them; seconds until all stood."""

    gap: float
    own_work: float
    seconds: float
    grown_mib: float


def longest_stall() -> Stall:
    """Send the lines and watch the event loop."""
    import psutil
    from PySide6.QtCore import QTimer

    from app.engine.cancel import CancelToken
    from app.engine.events import Emit, LogLine
    from app.problems import Problem
    from app.text import text, verbatim
    from ui.jobs import Jobs
    from ui.main import make_application
    from ui.widgets.work_view import WorkView

    application = make_application()

    def explain(error: BaseException) -> Problem:
        return Problem("benchmark", verbatim(str(error)), text("Try again"))

    def flood(emit: Emit, _cancel: CancelToken) -> None:
        for number in range(LINES):
            emit(LogLine(text=verbatim(f"line {number}: " + "x" * 60)))

    jobs = Jobs(explain)
    view = WorkView()
    view.resize(900, 600)
    view.show_log()
    view.show()
    gaps: list[tuple[float, float]] = []
    last = time.perf_counter(), time.thread_time()

    def turn() -> None:
        nonlocal last
        now = time.perf_counter(), time.thread_time()
        gaps.append((now[0] - last[0], now[1] - last[1]))
        last = now

    clock = QTimer(interval=0)
    clock.timeout.connect(turn)
    before = psutil.Process().memory_info().rss
    began = time.perf_counter()

    def begin() -> None:
        nonlocal last, began
        gaps.clear()
        began = time.perf_counter()
        last = began, time.thread_time()
        job = jobs.start(text("Looking for servers…"), flood)
        view.follow(job)
        job.ended.connect(application.quit)

    clock.start()
    QTimer.singleShot(500, begin)
    application.exec()
    seconds = time.perf_counter() - began
    assert view.log.whole_log().count("\n") == LINES
    grown = psutil.Process().memory_info().rss - before
    jobs.close()
    assert threading.active_count() == 1
    return Stall(
        max(gap for gap, _ in gaps) * 1000,
        max(work for _, work in gaps) * 1000,
        seconds,
        grown / 2**20,
    )


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.window", description=__doc__)
    parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        bare, ours = start_up(BARE, home), start_up(OURS, home)
    stall = longest_stall()
    out = sys.stdout.write
    out("| window | first painted | resident |\n|---|---|---|\n")
    out(f"| bare PySide6 | {bare[0]:.2f} s | {bare[1]:.0f} MiB |\n")
    out(f"| Kumonote | {ours[0]:.2f} s | {ours[1]:.0f} MiB |\n")
    out(f"\n{LINES} lines: longest gap {stall.gap:.0f} ms, ")
    out(f"of own work {stall.own_work:.0f} ms; ")
    out(f"all shown after {stall.seconds:.1f} s, {stall.grown_mib:.0f} MiB more.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
