"""How soon the frozen window stands beside the unfrozen one, and what the folder weighs.

    .venv/bin/python -m benchmarks.frozen FOLDER    (that of installer/build.py's tar.xz, unpacked)

Each in turns, from starting the program to the first page with text in it on a screen in memory,
as whoever double-clicks sees it; and the command line from its start to the end of `--version`.
Prints rows for the tables in README.md.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.shared.virtual_screen import VirtualScreen, virtual_screen
from tests.shared.waiting import wait_until

RUNS = 7
A_PAINTED_PAGE = 40


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    own = Path(sys.executable).parent
    windows = {"unfrozen": own / "kumonote", "frozen": folder / "Kumonote"}
    twins = {"unfrozen": own / "kumonote-cli", "frozen": folder / "kumonote-cli"}
    with tempfile.TemporaryDirectory() as home, virtual_screen(Path(home)) as screen:
        environment = {**os.environ, "KUMONOTE_HOME": home, "DISPLAY": screen.display}
        environment |= {"QT_QPA_PLATFORM": "xcb"}
        painted: dict[str, list[float]] = {name: [] for name in windows}
        ended: dict[str, list[float]] = {name: [] for name in twins}
        for _ in range(RUNS):
            for name, program in windows.items():
                painted[name].append(_until_painted(program, screen, environment))
            for name, program in twins.items():
                began = time.perf_counter()
                subprocess.run([program, "--version"], env=environment, check=True)
                ended[name].append(time.perf_counter() - began)
    for what, times in (("window", painted), ("--version", ended)):
        before, after = (statistics.median(times[name]) for name in ("unfrozen", "frozen"))
        sys.stdout.write(f"| {what} | {before:.2f} s | {after:.2f} s | {after / before:.2f} |\n")
    size = sum(file.lstat().st_size for file in folder.rglob("*") if file.is_file())
    sys.stdout.write(f"{size / 1e6:.0f} MB\n")


def _until_painted(program: Path, screen: VirtualScreen, environment: dict[str, str]) -> float:
    began = time.perf_counter()
    with subprocess.Popen([program], env=environment) as window:
        wait_until(lambda: screen.colours() > A_PAINTED_PAGE, what="a painted page")
        took = time.perf_counter() - began
        window.terminate()
    wait_until(lambda: screen.colours() < A_PAINTED_PAGE, what="an empty screen")
    return took


if __name__ == "__main__":
    main()
