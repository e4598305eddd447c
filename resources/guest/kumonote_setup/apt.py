"""The package manager of Debian and Ubuntu."""

import re
from pathlib import Path

from .network import Network
from .package_manager import PackageManager, failed
from .processes import Ended, Processes
from .report import Reporter

_LOCK_SECONDS = "60"  # that apt itself waits
_INTERRUPTED = re.compile(r"dpkg was interrupted")
_QUIET = {
    "DEBIAN_FRONTEND": "noninteractive",
    "NEEDRESTART_SUSPEND": "1",
    "APT_LISTCHANGES_FRONTEND": "none",
}


class Apt(PackageManager):
    def __init__(self, processes: "Processes", network: "Network", reporter: "Reporter") -> None:
        PackageManager.__init__(self, processes, reporter)
        self._options = ["-o", "DPkg::Lock::Timeout=" + _LOCK_SECONDS, "-o", "Acquire::Retries=3"]
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
