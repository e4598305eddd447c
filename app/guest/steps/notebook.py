"""Certificate, password hash, configuration, service and redirect."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.certificate import OwnCertificate
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.software import Software
from app.guest.steps.base import GuestStep
from app.guest.steps.software import SoftwareStep
from app.plan import Plan
from app.secret import Secret
from app.server import PublicAddress
from app.text import Text, text

_HASH_PREFIX: Final = "argon2:"


@dataclass(frozen=True)
class NotebookFacts:
    """`certificate_sha256` is "AA:BB:…", as browsers show it; `not_after` an ISO time in UTC.

    `task` is how a Windows machine is to run the notebook; None where the machine has seen to
    that itself.
    """

    certificate_sha256: str
    not_after: str
    host: str
    port: int
    task: Mapping[str, Any] | None = None


class NotebookStep(GuestStep[NotebookFacts]):
    id = "notebook"
    weight_seconds = 6.0

    def __init__(
        self,
        access: GuestAccess,
        plan: Plan,
        software: Software,
        *,
        address: Step[PublicAddress],
        installed: SoftwareStep,
        password: Secret,
        hash_password: Callable[[Secret], str],
        certificate: OwnCertificate | None,
    ) -> None:
        super().__init__(access, address=address)
        self._plan = plan
        self._software = software
        self._installed = installed
        self._password = password
        self._hash_password = hash_password
        self._certificate = certificate
        self._hashed = ""

    @property
    def name(self) -> Text:
        return text("Notebook")

    @property
    def status(self) -> Text:
        return text("Configuring and starting the notebook…")

    @property
    def description(self) -> Text:
        return text(
            "Set the password (only its hash leaves this computer) and the certificate, and"
            " start the notebook as a service."
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._installed)

    def probe(self, run: StepRun) -> NotebookFacts | None:
        """It is so if the password is right, and the machine finds nothing left to do."""
        hashed = self._hash_in_machine(run)
        if not hashed or not _verifies(hashed, self._password):
            return None
        # A new hash of the same password would be another text, and the service be restarted.
        self._hashed = hashed
        asked = self._settings(run, hashed)
        facts = self.setup(run).ask(["configure", "--check"], run.cancel, asked)
        return self._facts(run, facts) if not facts["left"] else None

    def apply(self, run: StepRun) -> NotebookFacts:
        hashed = self._hashed or self._hash_password(self._password)
        facts = self.setup(run).run(["configure"], self._settings(run, hashed), run)
        return self._facts(run, facts)

    def _hash_in_machine(self, run: StepRun) -> str:
        return str(self.setup(run).ask(["password-hash"], run.cancel)["password_hash"])

    def _settings(self, run: StepRun, hashed: str) -> Mapping[str, Any]:
        address = run.result(self.address)
        endpoint = self._plan.answers.endpoint
        return {
            **self._software.to_json(),
            "host": address.fqdn,
            "ip": address.ip,
            "public_port": endpoint.public_port,
            "private_port": endpoint.private_port,
            "password_hash": hashed,
            "certificate": given_certificate(self._certificate),
        }

    def _facts(self, run: StepRun, facts: Mapping[str, Any]) -> NotebookFacts:
        address = run.result(self.address)
        return NotebookFacts(
            certificate_sha256=str(facts["certificate_sha256"]),
            not_after=str(facts["not_after"]),
            host=address.fqdn or address.ip,
            port=self._plan.answers.endpoint.public_port,
            task=facts.get("task"),
        )


def given_certificate(certificate: OwnCertificate | None) -> Mapping[str, str] | None:
    """As the setup program is told of it; without one it makes its own."""
    if certificate is None:
        return None
    return {"chain_pem": certificate.chain_pem, "key_pem": certificate.key_pem.reveal()}


def _verifies(hashed: str, password: Secret) -> bool:
    import argon2

    try:
        return argon2.PasswordHasher().verify(hashed.removeprefix(_HASH_PREFIX), password.reveal())
    except (argon2.exceptions.VerificationError, argon2.exceptions.InvalidHashError):
        return False
