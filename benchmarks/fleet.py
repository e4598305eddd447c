"""How a thousand servers are listed, and how they scroll.

    .venv/bin/python -m benchmarks.fleet [COUNT]

Listed: the practice cloud holds COUNT stopped servers; they are listed through Resource Graph
and, where that is forbidden, through the plain lists. Requests are those that the cloud served
meanwhile, the one for its ports on this computer included. Scrolled: the window shows them and
is scrolled from the first to the last and back, 120 pixels at each turn of the event loop; the
gap is the longest time between two turns, own work what the GUI thread computed in it. Prints
rows for the tables in README.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

from app.azure.fleet import list_servers
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.paths import Paths
from app.practice import process
from app.server import Server
from tests.shared.many_servers import cloud_of

COUNT = 1000
_STEP = 120
_MIB = 2**20


@dataclass(frozen=True)
class Listed:
    way: str
    seconds: float
    requests: int
    grown_mib: float


@dataclass(frozen=True)
class Scrolled:
    shown_seconds: float
    grown_mib: float
    turns: int
    gap_ms: float
    own_work_ms: float


def main() -> int:
    """Measure and print; returns the exit code."""
    parser = argparse.ArgumentParser(prog="benchmarks.fleet", description=__doc__)
    parser.add_argument("count", type=int, nargs="?", default=COUNT)
    count = int(parser.parse_args().count)
    with tempfile.TemporaryDirectory(prefix="kumonote-") as place:
        folder = Path(place)
        traffic = folder / "traffic.jsonl"
        paths = Paths(folder / "home", folder / "cache")
        with cloud_of(count, paths, traffic) as session:
            list_servers(session, CancelToken())  # imports, token, connection
            servers, by_graph = _list("Resource Graph", session, traffic)
            process.control(paths, "fault", fault="graph-forbidden")
            _, by_lists = _list("plain lists", session, traffic)
    out = sys.stdout.write
    out("| way | servers | requests | time | memory |\n|---|---|---|---|---|\n")
    for one in (by_graph, by_lists):
        out(f"| {one.way} | {len(servers)} | {one.requests} | {one.seconds:.2f} s ")
        out(f"| {one.grown_mib:.0f} MiB |\n")
    scrolled = scroll(servers)
    out(f"\n{len(servers)} cards: shown after {scrolled.shown_seconds:.2f} s, ")
    out(f"{scrolled.grown_mib:.0f} MiB more; {scrolled.turns} turns, longest gap ")
    out(f"{scrolled.gap_ms:.0f} ms, own work {scrolled.own_work_ms:.0f} ms.\n")
    return 0


def _list(way: str, session: Session, traffic: Path) -> tuple[Sequence[Server], Listed]:
    before, resident = _calls(traffic), psutil.Process().memory_info().rss
    began = time.perf_counter()
    servers = list_servers(session, CancelToken())
    seconds = time.perf_counter() - began
    grown = (psutil.Process().memory_info().rss - resident) / _MIB
    # the log is of Resource Manager's calls; the table of ports is one more
    return servers, Listed(way, seconds, _calls(traffic) - before + 1, grown)


def _calls(traffic: Path) -> int:
    return len(traffic.read_text("utf-8").splitlines())


def scroll(servers: Sequence[Server]) -> Scrolled:
    """Show `servers` in the pane and scroll there and back."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QScrollArea

    from app.catalogue import Prices
    from ui.main import make_application
    from ui.servers.window import ServersPane

    application = make_application()
    pane = ServersPane(practice=True)
    pane.resize(1000, 680)
    pane.show()
    application.processEvents()
    resident = psutil.Process().memory_info().rss
    began = time.perf_counter()
    pane.show_servers(servers)
    for server in servers:
        pane.show_prices(server.name, Prices("USD", 0.1, 2.4, 0.005))
    pane.grab()
    shown = time.perf_counter() - began
    area = pane.findChild(QScrollArea, "scroll")
    if not isinstance(area, QScrollArea):
        raise TypeError("the pane does not scroll")
    gaps: list[tuple[float, float]] = []
    last = time.perf_counter(), time.thread_time()
    way = _STEP

    def turn() -> None:
        nonlocal last, way
        bar = area.verticalScrollBar()
        now = time.perf_counter(), time.thread_time()
        gaps.append((now[0] - last[0], now[1] - last[1]))
        last = now
        if bar.value() >= bar.maximum():
            way = -_STEP
        bar.setValue(bar.value() + way)
        area.viewport().repaint()
        if way < 0 and bar.value() <= 0:
            application.quit()

    clock = QTimer(interval=0)
    clock.timeout.connect(turn)

    def begin() -> None:
        nonlocal last
        last = time.perf_counter(), time.thread_time()
        clock.start()

    QTimer.singleShot(500, begin)
    application.exec()
    grown = (psutil.Process().memory_info().rss - resident) / _MIB
    return Scrolled(
        shown,
        grown,
        len(gaps),
        max(gap for gap, _ in gaps) * 1000,
        max(work for _, work in gaps) * 1000,
    )


if __name__ == "__main__":
    sys.exit(main())
