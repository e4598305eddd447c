"""`kumonote`: opens the window. `kumonote --practice` opens it in practice mode.

`kumonote FILE.kumonote` opens the wizard with the answers of a plan file.
"""

from __future__ import annotations

import argparse
import gc
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__
from app.core_dumps import forbid_core_dumps
from app.logs import open_logs
from app.paths import Paths
from ui.garbage import GarbageCollector
from ui.icons import icon_path
from ui.shell import Shell


def run(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    parser = argparse.ArgumentParser(prog="kumonote", description=__doc__)
    parser.add_argument("--practice", action="store_true", help="use the cloud on this computer")
    parser.add_argument(
        "plan",
        nargs="?",
        type=Path,
        metavar="FILE.kumonote",
        help="a plan file: its answers",
    )
    parser.add_argument("--version", action="version", version=__version__)
    wanted = parser.parse_args(arguments)
    forbid_core_dumps()
    application = make_application()
    paths = Paths.of_this_user()
    with open_logs(paths.logs):
        garbage = GarbageCollector(application)
        shell = Shell(application, paths)
        shell.mishaps.watch()
        # what is imported stays for good: out of the collector's sight its pauses stay short
        shell.settled = gc.freeze
        if wanted.plan is None:
            shell.open(practice=wanted.practice)
        else:
            shell.open_plan(wanted.plan, practice=wanted.practice)
        code = application.exec()
        shell.close()
        garbage.close()
    return code


def make_application() -> QApplication:
    """The application with its names and icon."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("kumonote")
    application.setApplicationDisplayName("Kumonote")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("kumonote")
    application.setWindowIcon(QIcon(str(icon_path("kumonote"))))
    return application


if __name__ == "__main__":
    sys.exit(run())
