"""The notebook as a service: it starts with the machine and again after a failure."""

import json
import socket
import sys
import time
from pathlib import Path

from . import units
from .environment import Environment
from .failures import SetupError
from .lock_file import long_hash
from .notebook import FILE as CONFIGURATION
from .notebook import listening_port
from .part import Part
from .processes import Processes
from .report import Reporter
from .samples import FOLDER as NOTEBOOKS
from .service_managers import NAME, UNITS, manager
from .settings import Settings
from .starter import FILE as STARTER
from .system import System, holds, write_file

_STARTED_WITH = "/var/lib/kumonote/service-started-with"
# A processor whose credits are used up is slow; a service that has failed is seen before.
_LIMIT_SECONDS = 300.0
_TICK_SECONDS = 0.1


class Service(Part):
    """`inputs` are the files it reads only when it starts."""

    code = "service"
    text = "Starting the notebook's service"
    weight = 0.5

    def __init__(
        self,
        system: "System",
        processes: "Processes",
        environment: "Environment",
        settings: "Settings",
        inputs: "list[Path]",
    ) -> None:
        self._system = system
        self._environment = environment
        self._settings = settings
        self._inputs = inputs
        self._manager = manager(system, processes)

    def is_done(self) -> "bool":
        file, content = self._description()
        return (
            holds(file, content, 0o644)
            and self._manager.is_active()
            and holds(self._system.path(_STARTED_WITH), self._digest(), 0o644)
        )

    def do(self, reporter: "Reporter") -> None:
        file, content = self._description()
        write_file(file, content)
        self._manager.restart()
        write_file(self._system.path(_STARTED_WITH), self._digest())
        reporter.log("service-started", "The service is " + NAME, name=NAME)

    def _digest(self) -> "bytes":
        """Names all that the running service was started with."""
        described = self._description()[1].decode()
        return digest_of(self._environment, self._inputs, described).encode()

    def _description(self) -> "tuple[Path, bytes]":
        python, config = self._environment.python, self._system.path(CONFIGURATION)
        folder = self._system.home / NOTEBOOKS
        if self._system.is_reduced:
            port = listening_port(self._system, self._settings)
            file = self._system.path("/etc/kumonote/services/" + NAME + ".json")
            words = ["-m", "jupyterlab", "--config=" + str(config)]
            if sys.platform == "win32":
                words = ["-X", "utf8", str(self._system.path(STARTER))]
            return file, _described(port, [str(python), *words], folder)
        unit = units.NOTEBOOK.format(
            user=self._system.user, folder=folder, python=python, config=config
        )
        return self._system.path(UNITS + NAME + ".service"), unit.encode()


class Answer(Part):
    """The service takes connections: only then is everything so. Other work comes before."""

    code = "answer"
    text = "Waiting for the notebook to answer"
    weight = 3.0

    def __init__(self, system: "System", processes: "Processes", settings: "Settings") -> None:
        self._port = listening_port(system, settings)
        self._manager = manager(system, processes)

    def is_done(self) -> "bool":
        with socket.socket() as probe:
            probe.settimeout(2.0)
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def do(self, reporter: "Reporter") -> None:
        begun = told = time.time()
        while not self.is_done():
            passed = time.time() - begun
            if passed > _LIMIT_SECONDS or self._manager.has_failed():
                raise SetupError(
                    "guest-notebook-failed",
                    "The notebook's service does not start.",
                    "The details are from its log.",
                    details=self._manager.log(),
                )
            if time.time() - told > 1.0:
                told = time.time()
                reporter.progress(self.code, min(0.9, passed / 10.0), self.text)
            time.sleep(_TICK_SECONDS)


def digest_of(environment: "Environment", inputs: "list[Path]", *more: "str") -> "str":
    """Names all that a notebook is started with, what is in `inputs` included."""
    found = [str(environment.in_use)]
    found += [f.read_bytes().hex() if f.is_file() else "" for f in inputs]
    return long_hash(*found, *more)


def _described(port: "int", argv: "list[str]", folder: "Path") -> "bytes":
    """In a reduced machine the practice cloud runs services that are described as JSON."""
    described = {
        "argv": argv,
        "env": {"JUPYTER_PREFER_ENV_PATH": "1"},
        "cwd": str(folder),
        "port": port,
    }
    return json.dumps(described, indent=1, sort_keys=True).encode()
