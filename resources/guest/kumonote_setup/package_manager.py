"""Running a package manager: its lock is waited for, and a network that fails asked again."""

import re
import time

from .failures import SetupError, disk_full
from .processes import Ended, Processes
from .report import Reporter

_LIMIT_SECONDS = 15 * 60.0
_BUSY_LIMIT_SECONDS = 10 * 60.0
_BUSY_TICK_SECONDS = 3.0
RETRY_WAITS = (2.0, 8.0)

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
_UNSIGNED = re.compile(r"Signature verification failed|is not signed|NO_PUBKEY", re.IGNORECASE)
_FULL = re.compile(r"No space left on device|enough free space|disk space", re.IGNORECASE)


class PackageManager:
    """What the package managers have in common."""

    def __init__(self, processes: "Processes", reporter: "Reporter") -> None:
        self._processes = processes
        self._reporter = reporter

    def run_patiently(
        self,
        command: "list[str]",
        environment: "dict[str, str] | None" = None,
        done: "tuple[int, ...]" = (0,),
        network_waits: "tuple[float, ...]" = RETRY_WAITS,
    ) -> "Ended":
        """Run until it ends as one of `done`, or fails as waiting does not mend."""
        waits = list(network_waits)
        deadline = time.time() + _BUSY_LIMIT_SECONDS
        while True:
            ended = self._processes.run(
                command, _LIMIT_SECONDS, environment=environment, on_line=self._tell_if_busy
            )
            if ended.code in done:
                return ended
            if _BUSY.search(ended.output):
                if time.time() > deadline:
                    raise _busy(ended.output)
                time.sleep(_BUSY_TICK_SECONDS)
            elif _NETWORK.search(ended.output) and waits:
                self._reporter.log("network-again", "The network failed; trying again", "warning")
                time.sleep(waits.pop(0))
            else:
                return ended

    def _tell_if_busy(self, line: "str") -> None:
        """Package managers wait for their lock themselves at first, but say so at once."""
        if _BUSY.search(line):
            self._reporter.progress(
                "waiting-for-packages", 0.0, "Waiting for the system's own updates"
            )


def failed(output: "str") -> "SetupError":
    """The failure behind a package manager's last words."""
    if _FULL.search(output):
        return disk_full(output)
    if _UNSIGNED.search(output):
        return SetupError(
            "guest-packages-unsigned",
            "A package source is not signed by a key that the machine knows.",
            "Nothing was installed from it. Choose another system image.",
            details=output,
        )
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
