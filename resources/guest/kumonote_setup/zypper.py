"""The package manager of openSUSE and SUSE."""

import time

from .network import Network
from .package_manager import RETRY_WAITS, PackageManager, failed
from .processes import Ended, Processes
from .report import Reporter
from .suse import Suse

_BASE = ("zypper", "--non-interactive")
_REGISTRATION = "guestregister.service"
_REGISTRATION_LIMIT_SECONDS = 5 * 60.0
_REGISTRATION_TICK_SECONDS = 3.0

# zypper(8), "Exit codes"
_NO_REPOSITORIES = 6
_UNKNOWN = 104
_DONE = (0, 100, 101, 102, 103, 106, 107)
"""Done. The others than 0 say what would be good afterwards, that a repository which was not
needed could not be read, and that a package's own script complained."""


class Zypper(PackageManager):
    lock_seconds = 60
    """zypper itself waits for its lock; after that it is asked again."""

    def __init__(
        self,
        processes: "Processes",
        network: "Network",
        reporter: "Reporter",
        suse: "Suse",
    ) -> None:
        PackageManager.__init__(self, processes, reporter)
        self._suse = suse
        self._network = network.environment()

    def install(self, missing: "list[str]") -> None:
        """The best Python that the repositories have, where one is missing."""
        self._reporter.progress("package-lists", 0.1, "Reading the system's package lists")
        refreshed = self._refresh()
        all_read = refreshed.code in _DONE
        ended = Ended(_UNKNOWN, "")
        for names in self._choices(missing):
            self._reporter.progress("packages", 0.5, "Installing " + ", ".join(names))
            # A network that failed all the time is not waited for once more with each name.
            waits = RETRY_WAITS if all_read else ()
            ended = self._zypper("install", "--no-recommends", *names, network_waits=waits)
            if ended.code in _DONE:
                return
            if ended.code != _UNKNOWN:
                break
        # A package is unknown also where the lists could not be read: that is the cause then.
        unread = ended.code == _UNKNOWN and not all_read
        raise failed(refreshed.output if unread else ended.output)

    def _refresh(self) -> "Ended":
        """Lists that are old name packages which are gone. One that fails may not be needed."""
        ended = self._zypper("refresh")
        deadline = time.time() + _REGISTRATION_LIMIT_SECONDS
        registering = self._suse.registers
        while registering and ended.code == _NO_REPOSITORIES:
            registering = self._is_registering() and time.time() < deadline
            if registering:
                words = "Waiting until the system has registered itself"
                self._reporter.progress("waiting-for-registration", 0.0, words)
                time.sleep(_REGISTRATION_TICK_SECONDS)
            ended = self._zypper("refresh")
        return ended

    def _is_registering(self) -> "bool":
        state = self._processes.run(["systemctl", "is-active", _REGISTRATION]).output
        return state.strip() in ("activating", "reloading")

    def _choices(self, missing: "list[str]") -> "list[list[str]]":
        wanted = [name for name in missing if name not in ("python", "pip")]
        if len(wanted) == len(missing):
            return [wanted]
        return [[*wanted, name, name + "-pip"] for name in self._suse.pythons]

    def _zypper(self, *words: "str", network_waits: "tuple[float, ...]" = RETRY_WAITS) -> "Ended":
        environment = dict(self._network, ZYPP_LOCK_TIMEOUT=str(self.lock_seconds))
        return self.run_patiently([*_BASE, *words], environment, _DONE, network_waits)
