"""What starts the notebook in Windows: a file, because tasks there have no environment of
their own.

Without it Jupyter would keep things in the profile of the user it runs as, which an account
that nobody ever logs on with may not have.
"""

from pathlib import Path

from .certificate import FOLDER
from .notebook import FILE as CONFIGURATION
from .part import Part
from .report import Reporter
from .samples import FOLDER as NOTEBOOKS
from .system import System, holds, make_closed_folder, make_folder, write_file

FILE = FOLDER + "/start.py"
OWN = "/var/lib/kumonote/jupyter"
"""Where the notebook keeps what is nobody's work: settings, contact files of its kernels."""

_SOURCE = """\
# Written by Kumonote, and again whenever it changes something: do not edit.
import os
import sys

os.chdir({folder!r})
os.environ.update({environment!r})
{output}
from jupyterlab.labapp import main

sys.exit(main([{config!r}]))
"""
_TO_LOG = """\
log = os.open({log!r}, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
for stream in (1, 2):
    os.dup2(log, stream)
sys.stdout = os.fdopen(1, "w", 1, encoding="utf-8", errors="replace")
sys.stderr = os.fdopen(2, "w", 1, encoding="utf-8", errors="replace")
"""


class Starter(Part):
    code = "starter"
    text = "Writing what starts the notebook"
    weight = 0.1

    def __init__(self, system: "System") -> None:
        self._system = system

    @property
    def file(self) -> "Path":
        return self._system.path(FILE)

    @property
    def notebooks(self) -> "Path":
        return self._system.home / NOTEBOOKS

    @property
    def own_folder(self) -> "Path":
        return self._system.path(OWN)

    def is_done(self) -> "bool":
        return self.own_folder.is_dir() and holds(self.file, self._content(), 0o644)

    def do(self, reporter: "Reporter") -> None:
        make_folder(self.own_folder)
        make_closed_folder(self.file.parent)
        write_file(self.file, self._content())
        words = "What starts the notebook is in " + str(self.file)
        reporter.log("starter-written", words, file=str(self.file))

    def _content(self) -> "bytes":
        own = self.own_folder
        environment = {
            "IPYTHONDIR": str(own / "ipython"),
            "JUPYTER_CONFIG_DIR": str(own / "config"),
            "JUPYTER_DATA_DIR": str(own / "data"),
            "JUPYTER_PREFER_ENV_PATH": "1",
            "JUPYTER_RUNTIME_DIR": str(own / "runtime"),
            "MPLCONFIGDIR": str(own / "matplotlib"),
        }
        # a practice machine keeps the output of its services itself
        output = "" if self._system.is_reduced else _TO_LOG.format(log=str(own / "log.txt"))
        source = _SOURCE.format(
            folder=str(self.notebooks),
            environment=environment,
            output=output,
            config="--config=" + str(self._system.path(CONFIGURATION)),
        )
        return source.encode()
