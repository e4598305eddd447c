"""Who runs services: systemd, or the practice cloud in a reduced machine."""

from .processes import Processes
from .system import System

NAME = "kumonote-notebook"
UNITS = "/etc/systemd/system/"


class Systemd:
    """The notebook's service in a whole system."""

    def __init__(self, processes: "Processes") -> None:
        self._processes = processes

    def is_active(self) -> "bool":
        """Whether it runs now and will after the next boot."""
        enabled = self._processes.check(["systemctl", "--quiet", "is-enabled", NAME])
        return enabled and self._processes.check(["systemctl", "--quiet", "is-active", NAME])

    def has_failed(self) -> "bool":
        return self._processes.check(["systemctl", "--quiet", "is-failed", NAME])

    def restart(self) -> None:
        for words in (["daemon-reload"], ["--quiet", "enable", NAME], ["reset-failed", NAME]):
            self._processes.run(["systemctl", *words])
        self._processes.run(["systemctl", "restart", NAME])

    def log(self) -> "str":
        journal = ["journalctl", "--unit", NAME, "--lines=40", "--no-pager", "--output=cat"]
        return self._processes.run(journal).output


class PracticeServices:
    """The notebook's service in a reduced machine."""

    def __init__(self, system: "System", processes: "Processes") -> None:
        self._system = system
        self._processes = processes

    def is_active(self) -> "bool":
        return self._processes.check([self._program(), "status", NAME])

    def has_failed(self) -> "bool":
        return False  # it is started again and again; the limit ends the waiting

    def restart(self) -> None:
        self._processes.run([self._program(), "restart", NAME])

    def _program(self) -> "str":
        """By its whole name: in Windows it is none that starts without."""
        return self._processes.find("kumonote-service") or "kumonote-service"

    def log(self) -> "str":
        file = self._system.path("/var/log/" + NAME + ".log")
        return file.read_text(errors="replace")[-4000:] if file.is_file() else ""


def manager(system: "System", processes: "Processes") -> "Systemd | PracticeServices":
    return PracticeServices(system, processes) if system.is_reduced else Systemd(processes)
