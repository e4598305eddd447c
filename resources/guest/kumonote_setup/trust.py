"""Certificates of authorities that the user's network adds to the known ones."""

import sys
from pathlib import Path

from .failures import SetupError
from .part import Part
from .processes import Processes
from .report import Reporter
from .system import System, holds, write_file

_DEBIAN = "/usr/local/share/ca-certificates"
_SUSE = "/etc/pki/trust/anchors"
_NAME = "kumonote.crt"
_WINDOWS = "/etc/kumonote/authorities.crt"


class Trust(Part):
    code = "trust"
    text = "Trusting the authorities of your network"
    weight = 0.3

    def __init__(self, system: "System", processes: "Processes", ca_pem: "str") -> None:
        self._system = system
        self._processes = processes
        self._ca_pem = ca_pem

    def is_done(self) -> "bool":
        if not self._ca_pem or self._system.is_reduced:
            return True
        return holds(self._file(), self._ca_pem.encode(), 0o644)

    def do(self, reporter: "Reporter") -> None:
        file = write_file(self._file(), self._ca_pem.encode())
        command = ["update-ca-certificates"]
        if sys.platform == "win32":
            command = ["certutil", "-addstore", "-f", "Root", str(file)]
        ended = self._processes.run(command)
        if ended.code != 0:
            file.unlink()
            raise SetupError(
                "guest-index-certificate",
                "The machine could not take the authority's certificate.",
                "Check the certificate of your network.",
                details=ended.output,
            )
        words = "The system trusts the authorities in " + str(file)
        reporter.log("authorities-trusted", words, file=str(file))

    def _file(self) -> "Path":
        if sys.platform == "win32":
            return self._system.path(_WINDOWS)
        suse = self._system.path(_SUSE)
        return (suse if suse.is_dir() else self._system.path(_DEBIAN)) / _NAME
