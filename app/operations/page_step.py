"""Sees that a finished server's notebook answers, at its pinned certificate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from app.dialing import Dialer
from app.engine.cancel import CancelToken
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.notebook_check import NotebookTarget, check_page
from app.problems import Action, Problem, ProblemError
from app.server import PublicAddress, Server
from app.text import Text, text


class PageStep(Step[bool]):
    """Nobody's password is needed: the page itself asks for one, and that is what is checked."""

    id = "page"
    weight_seconds = 15.0

    def __init__(
        self,
        dialer: Dialer,
        server: Server,
        *after: Step[Any],
        pin: Step[str] | None = None,
        through: GuestAccess | None = None,
    ) -> None:
        """`pin`, one of `after`, tells the certificate to expect; else the cloud's word counts.

        `through` is the way to a notebook that has no public port.
        """
        self._dialer = dialer
        self._server = server
        self._after = after
        self._pin = pin
        self._through = through

    @property
    def name(self) -> Text:
        return text("Notebook")

    @property
    def status(self) -> Text:
        return text("Waiting for the notebook of {name}…", name=self._server.name)

    @property
    def description(self) -> Text:
        return text("See that the notebook answers at its address with its own certificate.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> bool | None:
        """It is always looked at anew."""

    def apply(self, run: StepRun) -> bool:
        server = self._server
        if self._pin is not None:
            server = replace(server, certificate_sha256=run.result(self._pin))
        check_page(self._way(run), target_of(server), run.cancel)
        return True

    def _way(self, run: StepRun) -> Dialer:
        if self._through is None:
            return self._dialer
        return way_to_notebook(self._server, self._through, run.cancel)

    def undo(self, run: StepRun) -> None:
        """Looking leaves nothing behind."""


def way_to_notebook(server: Server, access: GuestAccess, cancel: CancelToken) -> Dialer:
    """Straight to a public port, else through the machine. Raises `ProblemError`."""
    if server.is_public:
        return access.dialer
    return access.tunnel(address_of(server), cancel)


def target_of(server: Server) -> NotebookTarget:
    """Where the notebook of a finished server is, and which certificate it must show.

    Raises `ProblemError` "server-unpinned" where the cloud does not tell both.
    """
    if not server.certificate_sha256:
        raise _unpinned(server)
    return NotebookTarget(
        host=address_of(server).fqdn,
        port=server.public_port or server.private_port,
        certificate_sha256=server.certificate_sha256,
    )


def address_of(server: Server) -> PublicAddress:
    """Where a finished server is. Raises `ProblemError` "server-unpinned"."""
    if server.address is None:
        raise _unpinned(server)
    return server.address


def _unpinned(server: Server) -> ProblemError:
    return ProblemError(
        Problem(
            code="server-unpinned",
            message=text(
                "The address or the certificate of {name} is not known.", name=server.name
            ),
            advice=text("Repair the server: both are then read from it again."),
            action=Action.REPAIR,
        )
    )
