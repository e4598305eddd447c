"""Packages of the system: what Python lacks, and nftables."""

import sys

from .apt import Apt
from .failures import SetupError
from .network import Network
from .part import Part
from .processes import Processes
from .pythons import Pythons
from .report import Reporter
from .suse import suse_of
from .system import System
from .zypper import Zypper


class Packages(Part):
    code = "packages"
    text = "Installing the system's packages"
    weight = 4.0

    def __init__(
        self, system: "System", processes: "Processes", network: "Network", pythons: "Pythons"
    ) -> None:
        self._system = system
        self._processes = processes
        self._network = network
        self._pythons = pythons

    def is_done(self) -> "bool":
        return not self._missing()

    def do(self, reporter: "Reporter") -> None:
        if self._system.is_reduced:
            raise _no_python("a reduced machine cannot install one")
        missing = self._missing()
        if self._processes.find("apt-get"):
            Apt(self._processes, self._network, reporter).install(_debian_names(missing))
        elif self._processes.find("zypper"):
            kind = suse_of(self._system.path("/etc/os-release"))
            Zypper(self._processes, self._network, reporter, kind).install(missing)
        else:
            raise _no_python("neither apt-get nor zypper is there")

    def _missing(self) -> "list[str]":
        """ "pip" (or a whole "python" with it), "nftables"."""
        missing = []
        if self._pythons.python() is None:
            missing.append("python")
        elif self._pythons.pip() is None:
            missing.append("pip")
        if sys.platform == "win32":
            return missing
        has_redirect = self._processes.find("nft") or self._processes.find("firewall-cmd")
        if not self._system.is_reduced and not has_redirect:
            missing.append("nftables")
        return missing


def _debian_names(missing: "list[str]") -> "list[str]":
    """The wheel of pip is all that is needed of a package for environments."""
    names = {"python": ["python3", "python3-pip-whl"], "pip": ["python3-pip-whl"]}
    return [name for wanted in missing for name in names.get(wanted, [wanted])]


def _no_python(details: "str") -> "SetupError":
    return SetupError(
        "guest-python-missing",
        "There is no Python between 3.11 and 3.14, and none could be installed.",
        "Choose another system image.",
        details=details,
    )
