"""How quickly the window stands, what it weighs, and how smooth it stays under a flood of log.

    xvfb-run -a .venv/bin/python -m benchmarks.window

Start-up is the time from starting the interpreter to the first painted window, and the resident
memory then, each in a process of its own and all in turns, so that they share the good and the
bad moments of the computer: a bare PySide6 window, Kumonote's, and that of Vorta, which is
installed from the package index for it (`--without-vorta` leaves it out). The stall is the
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
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.vorta_window import VORTA, install

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


@dataclass(frozen=True)
class Program:
    """What is started: its name, the interpreter and the code that it runs."""

    name: str
    python: Path
    code: str


@dataclass(frozen=True)
class StartUp:
    """Medians: seconds from starting the interpreter to the first paint, MiB resident then."""

    seconds: float
    mib: float


def start_ups(programs: Sequence[Program], home: Path) -> list[StartUp]:
    """Start each of `programs` in turn, often enough; the first round only fills caches."""
    measured: dict[str, list[tuple[float, float]]] = {program.name: [] for program in programs}
    for turn in range(RUNS + 1):
        for program in programs:
            found = _start(program, home)
            if turn:
                measured[program.name].append(found)
    return [
        StartUp(
            statistics.median(seconds for seconds, _ in measured[program.name]),
            statistics.median(mib for _, mib in measured[program.name]),
        )
        for program in programs
    ]


def _start(program: Program, home: Path) -> tuple[float, float]:
    began = time.time()
    told = subprocess.run(
        [program.python, "-c", program.code],
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
        env={**os.environ, "HOME": str(home), "KUMONOTE_HOME": str(home / "kumonote")},
    )
    ended, kib = told.stdout.split()[-2:]
    return float(ended) - began, int(kib) / 1024


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
    parser.add_argument("--without-vorta", action="store_true")
    wanted = parser.parse_args()
    here = Path(sys.executable)
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        programs = [
            Program("bare PySide6", here, BARE + PAINTED),
            Program("Kumonote", here, OURS + PAINTED),
        ]
        if not wanted.without_vorta:
            programs.append(Program("Vorta", install(home / "vorta"), VORTA))
        found = start_ups(programs, home)
    stall = longest_stall()
    out = sys.stdout.write
    out("| window | first painted | times the bare one | resident |\n|---|---|---|---|\n")
    for program, start in zip(programs, found, strict=True):
        times = start.seconds / found[0].seconds
        out(f"| {program.name} | {start.seconds:.2f} s | {times:.1f} | {start.mib:.0f} MiB |\n")
    out(f"\n{LINES} lines: longest gap {stall.gap:.0f} ms, ")
    out(f"of own work {stall.own_work:.0f} ms; ")
    out(f"all shown after {stall.seconds:.1f} s, {stall.grown_mib:.0f} MiB more.\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
