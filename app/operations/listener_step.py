"""Opens a Windows machine for WinRM through the cloud, and pins its certificate.

Like a new login key on Linux, but that it is needed for a new machine too.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from app.azure.fleet import machine_of, set_facts
from app.azure.run_command import run_power_shell_script
from app.azure.session import Session
from app.azure.tags import MADE
from app.certificate import fingerprint_sha256
from app.engine.cancel import CancelToken
from app.engine.step import Step, StepRun
from app.guest.identity import certificate_identity, shown
from app.guest.windows import scripts
from app.guest.windows.password import SealedPassword
from app.operations.access_keys import AdminPassword, PinnedHostKeys
from app.problems import Action, Problem, ProblemError
from app.server import ADMIN_USER, PublicAddress, Server
from app.text import Text, text

_MOST: Final = 2000


@dataclass(frozen=True)
class Listening:
    """What a listener is opened with.

    `address` is the machine's, `my_address` this computer's public one. With `renew` the
    administrator gets a new password in any case; else where nobody knows it, unless the
    machine has `mark`: it was made with the password of now.
    """

    address: Callable[[StepRun], PublicAddress]
    my_address: Callable[[CancelToken], str]
    renew: bool = False
    mark: str = ""


class ListenerStep(Step[str]):
    """Its result is the line by which the machine is known: see `app.guest.identity`.

    Certificate and password come over the cloud's own channel: nothing is believed that the
    network says. The password is made in the machine and comes encrypted, because the cloud
    keeps what such scripts hold and print.
    """

    id = "listener"
    weight_seconds = 40.0

    def __init__(
        self,
        session: Session,
        server: Server,
        password: AdminPassword,
        pinned: PinnedHostKeys,
        listening: Listening,
        *,
        after: Sequence[Step[Any]] = (),
    ) -> None:
        self._session = session
        self._server = server
        self._password = password
        self._pinned = pinned
        self._listening = listening
        self._after = after

    @property
    def name(self) -> Text:
        return text("Access")

    @property
    def status(self) -> Text:
        return text("Opening the machine for this computer through the cloud…")

    @property
    def description(self) -> Text:
        return text(
            "Have the machine listen for this computer alone, and read through the cloud by"
            " which certificate it is known."
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> str | None:
        pinned = self._pinned()
        return pinned[0] if pinned and not self._needs_password(run) else None

    def apply(self, run: StepRun) -> str:
        identity = self._listen(run)
        if self._needs_password(run):
            self._renew_password(run)
        before = self._pinned()
        if before and identity not in before:
            run.log(
                text(
                    "Its certificate was {before} until now.", before=", ".join(map(shown, before))
                )
            )
        self._pinned.replace((identity,))
        set_facts(self._session, self._server, run.cancel, host_keys=(identity,))
        run.log(text("The machine is known by its certificate {it}.", it=shown(identity)))
        return identity

    def undo(self, run: StepRun) -> None:
        """The listener goes with the machine."""

    def _needs_password(self, run: StepRun) -> bool:
        if self._listening.renew:
            return True
        if not self._password.fresh:
            return False
        tags = machine_of(self._session, self._server, run.cancel).tags or {}
        return not self._listening.mark or tags.get(MADE) != self._listening.mark

    def _listen(self, run: StepRun) -> str:
        address = self._listening.address(run)
        script = scripts.bootstrap(
            [name for name in (address.fqdn, address.ip) if name],
            self._listening.my_address(run.cancel),
        )
        output = self._run(run, script, 0.0)
        der = scripts.certificate_in(output)
        if der is None:
            raise ProblemError(_not_opened(output))
        return certificate_identity(fingerprint_sha256(der).replace(":", "").lower())

    def _renew_password(self, run: StepRun) -> None:
        sealed = SealedPassword()
        output = self._run(run, scripts.password(ADMIN_USER, sealed.modulus), 0.5)
        told = scripts.sealed_in(output)
        if told is None:
            raise ProblemError(_no_password(output))
        try:
            self._password.replace(sealed.open(told))
        except ValueError as error:
            raise ProblemError(_no_password(str(error))) from error
        run.log(text("The administrator {user} has a new password.", user=ADMIN_USER))

    def _run(self, run: StepRun, script: str, before: float) -> str:
        """What it prints; its errors, where it prints nothing."""
        span = self.weight_seconds / 2
        output = run_power_shell_script(
            self._session,
            self._server,
            script,
            run.cancel,
            lambda elapsed: run.progress(before + 0.5 * elapsed / (elapsed + span)),
        )
        return output.stdout if scripts.MARK in output.stdout else output.stderr or output.stdout


def _not_opened(details: str) -> Problem:
    return Problem(
        code="access-not-regained",
        message=text("The machine could not be opened for this computer."),
        advice=text("Restart the server and try again. The details are what the machine said."),
        action=Action.RETRY,
        details=details[-_MOST:],
    )


def _no_password(details: str) -> Problem:
    return Problem(
        code="access-not-regained",
        message=text("The machine's administrator got no new password."),
        advice=text("Restart the server and try again. The details are what the machine said."),
        action=Action.RETRY,
        details=details[-_MOST:],
    )
