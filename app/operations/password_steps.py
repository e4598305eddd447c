"""The steps that give a finished server's notebook another password."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.notebook_check import Checked
from app.guest.steps.check import draw_a_plot
from app.operations.notebook_change import change_notebook
from app.operations.page_step import target_of, way_to_notebook
from app.secret import Secret
from app.server import Server
from app.text import Text, text
from app.wizard.answers import EndpointAnswers


class PasswordStep(Step[bool]):
    """Puts the hash `hashed` in the machine's configuration and starts the notebook anew."""

    id = "password"
    weight_seconds = 6.0

    def __init__(
        self,
        server: Server,
        access: GuestAccess,
        endpoint: EndpointAnswers,
        hashed: str,
        after: Sequence[Step[Any]],
    ) -> None:
        self._server = server
        self._access = access
        self._endpoint = endpoint
        self._hashed = hashed
        self._after = after

    @property
    def name(self) -> Text:
        return text("Password")

    @property
    def status(self) -> Text:
        return text("Setting the notebook's password…")

    @property
    def description(self) -> Text:
        return text("Put the hash of the new password in the machine and start the notebook anew.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> bool | None:
        """Every hash of a password is another one: only the machine could tell."""

    def apply(self, run: StepRun) -> bool:
        settings = {
            "public_port": self._endpoint.public_port,
            "private_port": self._endpoint.private_port,
            "password_hash": self._hashed,
        }
        change_notebook(run, self._server, self._access, "set-password", settings)
        return True

    def undo(self, run: StepRun) -> None:
        """Nobody has the earlier password."""


class LoginStep(Step[Checked]):
    """Done is what has been seen to work: the login with the new password, and a plot."""

    id = "login"
    weight_seconds = 6.0

    def __init__(
        self, server: Server, access: GuestAccess, password: Secret, after: Step[Any]
    ) -> None:
        self._server = server
        self._access = access
        self._password = password
        self._after = after

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
        return (self._after,)

    def probe(self, run: StepRun) -> Checked | None:
        """It is always looked at anew."""

    def apply(self, run: StepRun) -> Checked:
        way = way_to_notebook(self._server, self._access, run.cancel)
        return draw_a_plot(run, way, target_of(self._server), self._password)

    def undo(self, run: StepRun) -> None:
        """Looking leaves nothing behind."""
