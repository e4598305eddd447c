"""The last step: use the notebook as its user would."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.dialing import Dialer
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.notebook_check import Checked, NotebookTarget, check_notebook
from app.guest.steps.base import GuestStep
from app.guest.steps.notebook import NotebookStep
from app.plan import Plan
from app.secret import Secret
from app.server import PublicAddress
from app.text import Text, text


class CheckStep(GuestStep[Checked]):
    """Its result holds the plot that the server drew."""

    id = "check"
    weight_seconds = 6.0

    def __init__(
        self,
        access: GuestAccess,
        plan: Plan,
        *,
        address: Step[PublicAddress],
        notebook: NotebookStep,
        after: Sequence[Step[Any]],
        password: Secret,
    ) -> None:
        super().__init__(access, address=address)
        self._plan = plan
        self._notebook = notebook
        self._after = after
        self._password = password

    @property
    def name(self) -> Text:
        return text("Check")

    @property
    def status(self) -> Text:
        return text("Logging in and drawing a plot…")

    @property
    def description(self) -> Text:
        return text("Log in over HTTPS as you would, start a kernel and get a plot back.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._notebook, *self._after)

    def probe(self, run: StepRun) -> Checked | None:
        """Ready is what has just been seen to work, so it is always looked at."""

    def apply(self, run: StepRun) -> Checked:
        facts = run.result(self._notebook)
        dialer, port = self._way(run)
        target = NotebookTarget(facts.host, port, facts.certificate_sha256)
        return draw_a_plot(run, dialer, target, self._password)

    @property
    def _is_public(self) -> bool:
        return self._plan.endpoint_rule is not None

    def _way(self, run: StepRun) -> tuple[Dialer, int]:
        endpoint = self._plan.answers.endpoint
        if self._is_public:
            return self.access.dialer, endpoint.public_port
        address = run.result(self.address)
        return self.access.tunnel(address, run.cancel), endpoint.private_port


def draw_a_plot(run: StepRun, dialer: Dialer, target: NotebookTarget, password: Secret) -> Checked:
    """Use the notebook, and tell of it. Raises `ProblemError`."""
    checked = check_notebook(dialer, target, password, run.cancel, tell=run.progress)
    run.log(
        text(
            "Logged in, and got a plot back after {seconds} s.",
            seconds=round(checked.seconds, 1),
        )
    )
    return checked
