"""From the public port to the notebook's, so that it needs no rights to listen there.

A redirect comes before the machine's own firewall looks: that sees the private port, so
where one is active it must let that in. Nobody outside reaches it directly, because the
cloud's security group lets in the public port alone.
"""

from . import units
from .failures import SetupError
from .part import Part
from .processes import Processes
from .report import Reporter
from .service_managers import UNITS
from .settings import Settings
from .system import System, holds, remove, write_file

NAME = "kumonote-redirect"
RULES = "/etc/kumonote/redirect.nft"


class Redirect(Part):
    code = "redirect"
    text = "Directing the public port to the notebook"
    weight = 0.3

    def __init__(self, system: "System", processes: "Processes", settings: "Settings") -> None:
        self._system = system
        self._processes = processes
        self._public = settings.public_port
        self._private = settings.private_port

    def is_done(self) -> "bool":
        if self._system.is_reduced or self._public == self._private:
            return True
        if self._firewalld_is_active():
            return all(self._processes.check(query) for query in self._firewalld("--query"))
        return (
            holds(self._system.path(RULES), self._rules(), 0o644)
            and holds(self._system.path(UNITS + NAME + ".service"), self._unit(), 0o644)
            and self._processes.check(["systemctl", "--quiet", "is-enabled", NAME])
            and self._rule_is_loaded()
            and (not self._ufw_is_active() or self._ufw_lets_in())
        )

    def do(self, reporter: "Reporter") -> None:
        if self._firewalld_is_active():
            for command in self._firewalld("--add"):
                self._must(command)
            reporter.log("redirect-in-firewalld", "firewalld has the redirect")
            self._remove_own()
            return
        write_file(self._system.path(RULES), self._rules())
        write_file(self._system.path(UNITS + NAME + ".service"), self._unit())
        self._must(["systemctl", "daemon-reload"])
        self._must(["systemctl", "--quiet", "enable", NAME])
        self._must(["systemctl", "restart", NAME])
        if self._ufw_is_active():
            self._must(["ufw", "allow", f"{self._private}/tcp"])
            words = f"ufw lets in {self._private}, where the redirect leads"
            reporter.log("redirect-through-ufw", words, port=str(self._private))

    def _remove_own(self) -> None:
        """What is there of an earlier time without firewalld."""
        unit = self._system.path(UNITS + NAME + ".service")
        if unit.exists():
            self._must(["systemctl", "--quiet", "disable", "--now", NAME])
        for file in (self._system.path(RULES), unit):
            remove(file)

    def _rules(self) -> "bytes":
        return units.RULES.format(public=self._public, private=self._private).encode()

    def _unit(self) -> "bytes":
        return units.REDIRECT.format(
            public=self._public,
            private=self._private,
            nft=self._processes.find("nft") or "/usr/sbin/nft",
            rules=self._system.path(RULES),
        ).encode()

    def _rule_is_loaded(self) -> "bool":
        told = self._processes.run(["nft", "--numeric", "list", "table", "ip", "kumonote"])
        return (
            told.code == 0 and f"dport {self._public} redirect to :{self._private}" in told.output
        )

    def _firewalld_is_active(self) -> "bool":
        there = self._processes.find("firewall-cmd") is not None
        return there and self._processes.check(["firewall-cmd", "--quiet", "--state"])

    def _firewalld(self, verb: "str") -> "list[list[str]]":
        """Now and for the next start."""
        forward = f"{verb}-forward-port=port={self._public}:proto=tcp:toport={self._private}"
        base = ["firewall-cmd", "--quiet"]
        return [[*base, forward], [*base, "--permanent", forward]]

    def _ufw_is_active(self) -> "bool":
        if self._processes.find("ufw") is None:
            return False
        return "Status: active" in self._processes.run(["ufw", "status"]).output

    def _ufw_lets_in(self) -> "bool":
        return f"{self._private}/tcp" in self._processes.run(["ufw", "status"]).output

    def _must(self, command: "list[str]") -> None:
        ended = self._processes.run(command)
        if ended.code != 0:
            raise SetupError(
                "guest-redirect",
                "The machine could not direct its public port to the notebook.",
                "Check its own firewall, then resume.",
                details=" ".join(command) + "\n" + ended.output,
            )
