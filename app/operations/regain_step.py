"""Lets a new login key into a machine through the cloud, without SSH."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.azure.fleet import machine_of
from app.azure.run_command import run_shell_script
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.guest.keys import fingerprint
from app.guest.regain_script import host_key_in, regain_script
from app.operations.access_keys import LoginKey, PinnedHostKeys
from app.problems import Action, Problem, ProblemError
from app.server import ADMIN_USER, Server
from app.text import Text, text


class RegainStep(Step[bool]):
    """Afterwards `login_key` logs in, and exactly the machine's present host key is pinned.

    Both halves of the trust come over the cloud's own channel: nothing is believed that the
    network says. With `look_first`, a machine that was made with this very key is left alone.
    """

    id = "regain"
    weight_seconds = 20.0

    def __init__(
        self,
        session: Session,
        server: Server,
        login_key: LoginKey,
        pinned: PinnedHostKeys,
        *,
        after: Sequence[Step[Any]] = (),
        look_first: bool = False,
    ) -> None:
        self._session = session
        self._server = server
        self._login_key = login_key
        self._pinned = pinned
        self._after = after
        self._look_first = look_first

    @property
    def name(self) -> Text:
        return text("Access")

    @property
    def status(self) -> Text:
        return text("Letting a new login key into the machine through the cloud…")

    @property
    def description(self) -> Text:
        return text("Put a new login key into the machine, and read its host key.")

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._after

    def probe(self, run: StepRun) -> bool | None:
        if not self._look_first:
            return None
        machine = machine_of(self._session, self._server, run.cancel).as_dict()
        profile = (machine.get("properties") or {}).get("osProfile") or {}
        ssh = (profile.get("linuxConfiguration") or {}).get("ssh") or {}
        known = [str(key.get("keyData")) for key in ssh.get("publicKeys") or ()]
        ours = self._login_key.pair.public
        return True if any(line.startswith(ours) for line in known) else None

    def apply(self, run: StepRun) -> bool:
        script = regain_script(self._login_key.pair.public, ADMIN_USER)
        output = run_shell_script(
            self._session,
            self._server,
            script,
            run.cancel,
            lambda elapsed: run.progress(elapsed / (elapsed + self.weight_seconds / 2)),
        )
        host_key = host_key_in(output.stdout)
        if host_key is None:
            raise ProblemError(_no_access(output.stderr or output.stdout))
        self._pinned.replace((host_key,))
        run.log(text("The machine's host key is {key}.", key=fingerprint(host_key)))
        return True

    def undo(self, run: StepRun) -> None:
        """The key goes with the machine."""


def _no_access(details: str) -> Problem:
    return Problem(
        code="access-not-regained",
        message=text("The machine did not take a new login key."),
        advice=text("Restart the server and try again. The details are what the machine said."),
        action=Action.RETRY,
        details=details[-2000:],
    )
