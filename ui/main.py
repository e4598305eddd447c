"""`kumonote`: opens the window. `kumonote --practice` opens it in practice mode.

`kumonote FILE.kumonote` opens the wizard with the answers of a plan file. Where a window is
open already, that one is shown and gets the file.
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
from app.publisher import update_address
from ui.dialogs.second_copy import tell_no_answer, wants_the_first
from ui.garbage import GarbageCollector
from ui.icons import icon_path
from ui.one_copy import OtherCopy, Wish, find_place
from ui.opening import Application
from ui.shell import Shell


def run(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    wanted = command_line().parse_args(arguments)
    forbid_core_dumps()
    application = make_application()
    paths = Paths.of_this_user()
    with open_logs(paths.logs):
        garbage = GarbageCollector(application)
        shell = Shell(application, paths, update_address())
        shell.mishaps.watch()
        # what is imported stays for good: out of the collector's sight its pauses stay short
        shell.settled = gc.freeze
        application.file_opened.connect(
            lambda file: shell.fulfil(Wish(wanted.practice, Path(file)))
        )
        code = _serve(application, shell, paths, Wish(wanted.practice, wanted.plan))
        garbage.close()
    return code


def _serve(application: QApplication, shell: Shell, paths: Paths, wish: Wish) -> int:
    """Show what is wished for here, or in the copy of the program that was there first."""
    place = find_place(paths)
    if isinstance(place, OtherCopy):
        if wish.plan is None and not wants_the_first():
            return 0
        if place.take(wish):
            return 0
        place = find_place(paths, patience_seconds=0)  # the user may have closed it meanwhile
    if isinstance(place, OtherCopy):
        tell_no_answer()
        return 1
    place.asked.connect(shell.fulfil)
    shell.fulfil(wish)
    code = application.exec()
    place.stop_listening()
    shell.close()
    place.close()
    return code


def command_line() -> argparse.ArgumentParser:
    """What may stand after `kumonote`."""
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
    return parser


def make_application() -> Application:
    """The application with its names and icon."""
    application = Application(sys.argv[:1])
    application.setApplicationName("kumonote")
    application.setApplicationDisplayName("Kumonote")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("org.kumonote.Kumonote")
    application.setWindowIcon(QIcon(str(icon_path("kumonote"))))
    return application


if __name__ == "__main__":
    sys.exit(run())
