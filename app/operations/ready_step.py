"""The end of a creation: the cloud remembers what to pin, and the plot is kept."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure.fleet import set_facts
from app.engine.step import Step, StepRun
from app.guest.steps import GuestSteps
from app.operations.workspace import Workspace
from app.private_file import write_private_file
from app.server import Server
from app.text import Text, text


class ReadyStep(Step[bool]):
    """Ready means that the check has just logged in and drawn a plot."""

    id = "ready"
    weight_seconds = 1.0

    def __init__(self, workspace: Workspace, server: Server, guest: GuestSteps) -> None:
        self._workspace = workspace
        self._server = server
        self._guest = guest

    @property
    def name(self) -> Text:
        return text("Ready")

    @property
    def status(self) -> Text:
        return text("Writing down that {name} is ready…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("Have the cloud remember the certificate and the host key to expect.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._guest.check, self._guest.identity, self._guest.notebook)

    def probe(self, run: StepRun) -> bool | None:
        """The certificate may be another one than last time."""

    def apply(self, run: StepRun) -> bool:
        checked = run.result(self._guest.check)
        write_private_file(self._workspace.picture(self._server.name), checked.picture)
        set_facts(
            self._workspace.session,
            self._server,
            run.cancel,
            ready=True,
            certificate_sha256=plain(run.result(self._guest.notebook).certificate_sha256),
            host_keys=(run.result(self._guest.identity),),
        )
        return True

    def undo(self, run: StepRun) -> None:
        """It goes with the resource group."""


def plain(fingerprint: str) -> str:
    """ "AA:BB:…" as 64 lower-case digits."""
    return fingerprint.replace(":", "").lower()
