"""SELinux labels, where it is on: a service may only start what is labelled as a program.

Files keep the label of the place where they were written first, and those of the environment
come out of the cache; the policy of the system says what they should be.
"""

from .failures import SetupError
from .part import Part
from .processes import Processes
from .report import Reporter
from .system import System

_SWITCH = "/sys/fs/selinux/enforce"
_PLACES = ("/opt/kumonote", "/etc/kumonote", "/var/lib/kumonote", "/etc/ssh")


class Labels(Part):
    code = "labels"
    text = "Setting the security labels of the files"
    weight = 0.3

    def __init__(self, system: "System", processes: "Processes") -> None:
        self._system = system
        self._processes = processes

    def is_done(self) -> "bool":
        if self._system.is_reduced or not self._system.path(_SWITCH).exists():
            return True
        told = self._processes.run(self._restorecon("-n"))
        return told.code == 0 and not told.output.strip()

    def do(self, reporter: "Reporter") -> None:
        ended = self._processes.run(self._restorecon())
        if ended.code != 0:
            raise SetupError(
                "guest-labels",
                "The machine could not label the files of the notebook for SELinux.",
                "Resume; the details say what it refused.",
                details=ended.output,
            )
        changed = len(ended.output.splitlines())
        reporter.log("labelled", "SELinux: labels set: " + str(changed), count=str(changed))

    def _restorecon(self, *options: "str") -> "list[str]":
        places = [self._system.path(place) for place in _PLACES]
        return ["restorecon", *options, "-R", "-v", *(str(p) for p in places if p.exists())]
