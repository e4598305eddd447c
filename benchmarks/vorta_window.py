"""Vorta, another desktop application in Python and Qt, as something to be measured beside.

It is installed from the package index into an environment of its own, with the newest
PyQt6, and started as its own `main` starts it; only its main window is watched, to say when
it was painted first, and the process ends then.
"""

from __future__ import annotations

import subprocess
from pathlib import Path
from venv import EnvBuilder

VORTA = """
import os, sys, time
from pathlib import Path
from PyQt6.QtCore import QEvent, QObject, QTimer
from vorta import __main__ as vorta
from vorta import application  # before its windows: they import each other in a circle
from vorta.views.main_window import MainWindow

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
        os._exit(0)  # a dialog may stand open that says that borg is missing

painted = Painted()
made = MainWindow.__init__

def make(window, *arguments):
    made(window, *arguments)
    window.installEventFilter(painted)

MainWindow.__init__ = make
sys.argv = ["vorta"]
vorta.main()
"""


def install(folder: Path) -> Path:
    """Install Vorta into `folder`; the interpreter to start it with."""
    EnvBuilder(with_pip=True).create(folder)
    python = folder / "bin" / "python"
    subprocess.run([python, "-m", "pip", "install", "--quiet", "vorta"], check=True, timeout=600)
    return python
