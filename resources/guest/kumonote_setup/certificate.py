"""The notebook's certificate and key: one PEM file that its service alone can read."""

import json
import sys
from pathlib import Path

from .environment import Environment
from .failures import SetupError
from .part import Part
from .processes import Processes
from .report import Reporter
from .system import System, holds, make_closed_folder, write_file

FOLDER = "/etc/kumonote/notebook"
FILE = FOLDER + "/certificate.pem"

_RENEW_DAYS = 30


class Certificate(Part):
    """Makes a self-signed one in the machine, so that its key never was anywhere else; or
    takes the user's own."""

    code = "certificate"
    text = "Making the certificate"
    weight = 0.6

    def __init__(
        self,
        system: "System",
        processes: "Processes",
        environment: "Environment",
        names: "tuple[str, str]",
        own: "tuple[str, str] | None",
    ) -> None:
        self._system = system
        self._processes = processes
        self._environment = environment
        self._host, self._ip = names
        self._own = own[1] + own[0] if own else None
        self._read = ("", {})  # type: tuple[str, dict[str, object]]

    @property
    def file(self) -> "Path":
        return self._system.path(FILE)

    @property
    def is_given(self) -> "bool":
        """Whether it is the user's own."""
        return self._own is not None

    def is_done(self) -> "bool":
        if self._own is not None:
            return holds(self.file, self._own.encode(), 0o600) and bool(self.facts())
        facts = self.facts()
        return (
            bool(facts.get("key_fits"))
            and bool(facts.get("self_signed"))
            and facts.get("hosts") == ([self._host] if self._host else [])
            and facts.get("ips") == ([self._ip] if self._ip else [])
            and int(str(facts.get("days_left", 0))) >= _RENEW_DAYS
        )

    def do(self, reporter: "Reporter") -> None:
        if self._own is not None:
            pem = self._own
            if not self._ask("certificate-read", {"pem": pem}).get("key_fits"):
                raise _refused("the key is not the certificate's")
        else:
            names = {"host": self._host, "ip": self._ip}
            pem = str(self._ask("certificate-make", names)["pem"])
        make_closed_folder(self.file.parent)
        self._system.share_with_user(self.file.parent)
        self._system.give_to_user(write_file(self.file, pem.encode(), 0o600))
        shown = fingerprint(self.facts())
        words = "The certificate's SHA-256 fingerprint is " + shown
        reporter.log("certificate-made", words, fingerprint=shown)

    def facts(self) -> "dict[str, object]":
        """What the file says; empty where there is none, or it is none."""
        try:
            pem = self.file.read_bytes().decode("ascii", "replace")
        except OSError:
            return {}
        if not self._environment.python.exists():
            return {}
        if self._read[0] != pem:  # asking takes a whole Python
            try:
                self._read = pem, self._ask("certificate-read", {"pem": pem})
            except SetupError:
                return {}
        return self._read[1]

    def _ask(self, question: "str", given: "dict[str, str]") -> "dict[str, object]":
        told = self._processes.run(
            [str(self._environment.python), sys.argv[0], question],
            60.0,
            stdin=json.dumps(given).encode(),
        )
        if told.code != 0:
            raise _refused(told.output)
        answer = json.loads(told.output)
        return answer if isinstance(answer, dict) else {}


class NewCertificate(Part):
    """Another one in place of that which is there, even if that would be good for long."""

    code = Certificate.code
    text = Certificate.text
    weight = Certificate.weight

    def __init__(self, certificate: "Certificate") -> None:
        self._certificate = certificate
        self._before = fingerprint(certificate.facts())

    def is_done(self) -> "bool":
        is_other = fingerprint(self._certificate.facts()) != self._before
        return (self._certificate.is_given or is_other) and self._certificate.is_done()

    def do(self, reporter: "Reporter") -> None:
        self._certificate.do(reporter)


def fingerprint(facts: "dict[str, object]") -> "str":
    """SHA-256 as browsers show it: "AA:BB:…"."""
    plain = str(facts.get("sha256", "")).upper()
    return ":".join(plain[i : i + 2] for i in range(0, len(plain), 2))


def _refused(details: "str") -> "SetupError":
    return SetupError(
        "guest-certificate-refused",
        "The machine cannot use the certificate.",
        "Choose another certificate, or let the server make its own.",
        details=details,
    )
