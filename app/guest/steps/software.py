"""System packages, the locked environment and the samples."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.software import Software
from app.guest.steps.base import GuestStep
from app.server import PublicAddress
from app.text import Text, text


@dataclass(frozen=True)
class SoftwareFacts:
    """`python` and `versions` (package -> version) as they are in the machine."""

    python: str
    versions: Mapping[str, str] = field(default_factory=dict)


class SoftwareStep(GuestStep[SoftwareFacts]):
    """Joins the run that the machine started by itself at its first boot."""

    id = "software"
    weight_seconds = 30.0

    def __init__(
        self,
        access: GuestAccess,
        software: Software,
        *,
        address: Step[PublicAddress],
        connect: Step[Any],
    ) -> None:
        super().__init__(access, address=address)
        self._software = software
        self._connect = connect

    @property
    def name(self) -> Text:
        return text("Software")

    @property
    def status(self) -> Text:
        return text("Installing JupyterLab and its companions…")

    @property
    def description(self) -> Text:
        return text("Install the packages, each checked against a list of known fingerprints.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._connect)

    def probe(self, run: StepRun) -> SoftwareFacts | None:
        asked = self._software.to_json()
        facts = self.setup(run).ask(["first-boot", "--check"], run.cancel, asked)
        return _facts(facts) if not facts["left"] else None

    def apply(self, run: StepRun) -> SoftwareFacts:
        return _facts(self.setup(run).run(["first-boot"], self._software.to_json(), run))


def _facts(facts: Mapping[str, Any]) -> SoftwareFacts:
    return SoftwareFacts(str(facts["python"]), dict(facts["versions"]))
