"""Reads over a trusted connection what to pin, and has the cloud remember it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure.fleet import set_facts
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.operations.page_step import address_of
from app.operations.ready_step import plain
from app.problems import Action, Problem, ProblemError
from app.server import Server
from app.text import Text, text


class PinStep(Step[str]):
    """Its result is the SHA-256 of the notebook's certificate, as 64 digits."""

    id = "pin"
    weight_seconds = 4.0

    def __init__(
        self, session: Session, server: Server, access: GuestAccess, *after: Step[Any]
    ) -> None:
        self._session = session
        self._server = server
        self._access = access
        self._after = after

    @property
    def name(self) -> Text:
        return text("Certificate")

    @property
    def status(self) -> Text:
        return text("Reading the certificate's fingerprint in the machine…")

    @property
    def description(self) -> Text:
        return text("Log in to exactly this machine, and note the certificate to expect.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> str | None:
        """It is always read anew."""

    def apply(self, run: StepRun) -> str:
        address = address_of(self._server)
        guest = self._access.guest(address, run.cancel)
        facts = self._access.setup(address, run.cancel).ask(["status"], run.cancel)
        shown = (facts.get("notebook") or {}).get("certificate_sha256")
        if not shown:
            raise ProblemError(_no_certificate())
        fingerprint = plain(str(shown))
        set_facts(
            self._session,
            self._server,
            run.cancel,
            certificate_sha256=fingerprint,
            host_keys=(guest.identity,),
        )
        return fingerprint

    def undo(self, run: StepRun) -> None:
        """What is pinned is true, whatever else failed."""


def _no_certificate() -> Problem:
    return Problem(
        code="guest-certificate-missing",
        message=text("The machine has no certificate for its notebook any more."),
        advice=text("Save your notebooks if you can, then delete the server and make it anew."),
        action=Action.RESUME,
    )
