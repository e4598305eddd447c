"""`kumonote`: opens the window. `kumonote --practice` opens it in practice mode."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

from app import __version__
from app.paths import Paths
from app.text import LANGUAGES, use_language
from ui.desk import Desk
from ui.icons import icon_path
from ui.servers.main_window import MainWindow
from ui.theme import style_sheet, theme_for


def run(arguments: Sequence[str] | None = None) -> int:
    """Open the window and stay until it is closed; returns the exit code."""
    parser = argparse.ArgumentParser(prog="kumonote", description=__doc__)
    parser.add_argument("--practice", action="store_true", help="use the cloud on this computer")
    parser.add_argument("--version", action="version", version=__version__)
    wanted = parser.parse_args(arguments)
    application = make_application()
    desk = Desk(Paths.of_this_user(), practice=wanted.practice)
    window = MainWindow(desk)
    window.show()
    return application.exec()


def make_application() -> QApplication:
    """The application in the system's language, with our icon and colours."""
    application = QApplication(sys.argv[:1])
    application.setApplicationName("kumonote")
    application.setApplicationDisplayName("Kumonote")
    application.setApplicationVersion(__version__)
    application.setDesktopFileName("kumonote")
    application.setWindowIcon(QIcon(str(icon_path("kumonote"))))
    language = application.inputMethod().locale().name().partition("_")[0]
    use_language(language if language in LANGUAGES else LANGUAGES[0])
    application.setStyleSheet(style_sheet(theme_for(application.palette())))
    return application


if __name__ == "__main__":
    sys.exit(run())
