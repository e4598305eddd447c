"""Packages of the system: what Python lacks, and nftables."""

import re
import time
from pathlib import Path

from .failures import SetupError, disk_full
from .network import Network
from .part import Part
from .processes import Ended, Processes
from .pythons import Pythons
from .report import Reporter
from .system import System

_LIMIT_SECONDS = 15 * 60.0
_BUSY_LIMIT_SECONDS = 10 * 60.0
_BUSY_TICK_SECONDS = 3.0
_RETRY_WAITS = (2.0, 8.0)

_BUSY = re.compile(
    r"Could not get lock|Unable to (acquire|lock)|is another process using it|is locked by|"
    r"System management is locked"
)
_NETWORK = re.compile(
    r"Failed to fetch|Temporary failure resolving|Could not (connect|resolve|handshake)|"
    r"Connection (timed out|failed|refused)|Unable to connect|Cannot initiate|"
    r"Certificate verification failed|Download.*(failed|error)|Curl error|Timeout exceeded",
    re.IGNORECASE,
)
_FULL = re.compile(r"No space left on device|enough free space|disk space", re.IGNORECASE)
_INTERRUPTED = re.compile(r"dpkg was interrupted")


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
            Zypper(self._processes, self._network, reporter).install(missing)
        else:
            raise _no_python("neither apt-get nor zypper is there")

    def _missing(self) -> "list[str]":
        """ "pip" (or a whole "python" with it), "nftables"."""
        missing = []
        if self._pythons.python() is None:
            missing.append("python")
        elif self._pythons.pip() is None:
            missing.append("pip")
        has_redirect = self._processes.find("nft") or self._processes.find("firewall-cmd")
        if not self._system.is_reduced and not has_redirect:
            missing.append("nftables")
        return missing


def _debian_names(missing: "list[str]") -> "list[str]":
    """The wheel of pip is all that is needed of a package for environments."""
    names = {"python": ["python3", "python3-pip-whl"], "pip": ["python3-pip-whl"]}
    return [name for wanted in missing for name in names.get(wanted, [wanted])]


class Manager:
    """Runs a package manager, waiting for its lock and trying again after network trouble."""

    def __init__(self, processes: "Processes", reporter: "Reporter") -> None:
        self._processes = processes
        self._reporter = reporter

    def run_patiently(
        self, command: "list[str]", environment: "dict[str, str] | None" = None
    ) -> "Ended":
        """Run until it works, or fails for a reason that waiting does not mend."""
        waits = list(_RETRY_WAITS)
        deadline = time.time() + _BUSY_LIMIT_SECONDS
        while True:
            ended = self._processes.run(command, _LIMIT_SECONDS, environment=environment)
            if ended.code == 0:
                return ended
            if _BUSY.search(ended.output):
                if time.time() > deadline:
                    raise _busy(ended.output)
                self._reporter.progress(
                    "waiting-for-packages", 0.0, "Waiting for the system's own updates"
                )
                time.sleep(_BUSY_TICK_SECONDS)
            elif _NETWORK.search(ended.output) and waits:
                self._reporter.log("network-again", "The network failed; trying again", "warning")
                time.sleep(waits.pop(0))
            else:
                return ended


class Apt(Manager):
    def __init__(self, processes: "Processes", network: "Network", reporter: "Reporter") -> None:
        Manager.__init__(self, processes, reporter)
        self._options = ["-o", "DPkg::Lock::Timeout=60", "-o", "Acquire::Retries=3"]
        self._options += ["-o", "Acquire::http::Timeout=30", "-o", "Acquire::https::Timeout=30"]
        self._options += ["-o", "Dpkg::Use-Pty=0"]
        if network.proxy:
            for scheme in ("http", "https"):
                self._options += ["-o", "Acquire::" + scheme + "::Proxy=" + network.proxy]

    def install(self, names: "list[str]") -> None:
        """With the package lists that are there; only if they do not do, with fresh ones."""
        if self._has_lists() and self._install(names).code == 0:
            return
        self._reporter.progress("package-lists", 0.1, "Reading the system's package lists")
        # Descriptions in other languages are most of what would be fetched.
        updated = self._apt_get("update", "-o", "Acquire::Languages=none")
        self._reporter.progress("packages", 0.5, "Installing " + ", ".join(names))
        ended = self._install(names)
        if ended.code != 0:
            raise failed(ended.output if updated.code == 0 else updated.output)

    def _install(self, names: "list[str]") -> "Ended":
        ended = self._apt_get("install", "--yes", "--no-install-recommends", *names)
        if ended.code != 0 and _INTERRUPTED.search(ended.output):
            self.run_patiently(["dpkg", "--configure", "-a"], _QUIET)
            ended = self._apt_get("install", "--yes", "--no-install-recommends", *names)
        return ended

    def _apt_get(self, *words: "str") -> "Ended":
        return self.run_patiently(["apt-get", "--quiet", *self._options, *words], _QUIET)

    def _has_lists(self) -> "bool":
        return any(Path("/var/lib/apt/lists").glob("*_Packages*"))


_QUIET = {
    "DEBIAN_FRONTEND": "noninteractive",
    "NEEDRESTART_SUSPEND": "1",
    "APT_LISTCHANGES_FRONTEND": "none",
}


class Zypper(Manager):
    _UNKNOWN = 104
    _LATER = (0, 100, 101, 102, 103)  # done; the others say what would be good afterwards

    def __init__(self, processes: "Processes", network: "Network", reporter: "Reporter") -> None:
        Manager.__init__(self, processes, reporter)
        self._environment = dict(network.environment(), ZYPP_LOCK_TIMEOUT="60")

    def install(self, missing: "list[str]") -> None:
        """The newest Python that the repositories have, where one is missing."""
        wanted = [name for name in missing if name not in ("python", "pip")]
        choices = [wanted]
        if len(wanted) < len(missing):
            pythons = ("python313", "python312", "python311", "python314")
            choices = [[*wanted, name, name + "-pip"] for name in pythons]
        base = ["zypper", "--non-interactive"]
        ended = Ended(self._UNKNOWN, "")
        for names in choices:
            self._reporter.progress("packages", 0.3, "Installing " + ", ".join(names))
            command = [*base, "install", "--no-recommends", *names]
            ended = self.run_patiently(command, self._environment)
            if ended.code in self._LATER:
                return
            if ended.code != self._UNKNOWN:
                break
        raise failed(ended.output)


def failed(output: "str") -> "SetupError":
    """The failure behind a package manager's last words."""
    if _FULL.search(output):
        return disk_full(output)
    if _NETWORK.search(output):
        return SetupError(
            "guest-packages-network",
            "The machine could not fetch packages of its system.",
            "Check its network and the proxy in the settings, then resume.",
            retryable=True,
            details=output,
        )
    return SetupError(
        "guest-packages",
        "The system's package manager failed.",
        "Resume; the details say what it wants.",
        details=output,
    )


def _busy(output: "str") -> "SetupError":
    return SetupError(
        "guest-packages-busy",
        "The system's own updates kept the package manager busy for too long.",
        "Resume in a few minutes.",
        retryable=True,
        details=output,
    )


def _no_python(details: "str") -> "SetupError":
    return SetupError(
        "guest-python-missing",
        "There is no Python between 3.11 and 3.14, and none could be installed.",
        "Choose another system image.",
        details=details,
    )
