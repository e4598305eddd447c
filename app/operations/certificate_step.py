"""The step that gives a finished server's notebook another certificate."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.certificate import OwnCertificate
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.steps.notebook import given_certificate
from app.operations.notebook_change import change_notebook
from app.operations.page_step import address_of
from app.server import Server
from app.text import Text, text
from app.wizard.answers import EndpointAnswers


class CertificateStep(Step[bool]):
    """Has the machine make another one, or puts `own` there, and starts the notebook anew."""

    id = "certificate"
    weight_seconds = 6.0

    def __init__(
        self,
        server: Server,
        access: GuestAccess,
        endpoint: EndpointAnswers,
        own: OwnCertificate | None,
        after: Sequence[Step[Any]],
    ) -> None:
        self._server = server
        self._access = access
        self._endpoint = endpoint
        self._own = own
        self._after = after

    @property
    def name(self) -> Text:
        return text("New certificate")

    @property
    def status(self) -> Text:
        return text("Changing the notebook's certificate…")

    @property
    def description(self) -> Text:
        return text("Put another certificate in the machine and start the notebook anew.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> bool | None:
        """Who asks for another one wants one, however long the present one is good for."""

    def apply(self, run: StepRun) -> bool:
        address = address_of(self._server)
        settings = {
            "host": address.fqdn,
            "ip": address.ip,
            "public_port": self._endpoint.public_port,
            "private_port": self._endpoint.private_port,
            "certificate": given_certificate(self._own),
        }
        change_notebook(run, self._server, self._access, "set-certificate", settings)
        return True

    def undo(self, run: StepRun) -> None:
        """The earlier key is gone."""
