"""Replacing the host key that travelled in the machine's customData."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from app.engine.cancel import CancelToken
from app.engine.step import Step, StepRun
from app.guest.access import GuestAccess
from app.guest.keys import fingerprint, public_line
from app.guest.steps.base import GuestStep
from app.guest.steps.notebook import NotebookStep
from app.server import PublicAddress
from app.text import Text, text

PublishHostKeys = Callable[[tuple[str, ...], CancelToken], None]
"""Keeps the public host keys to accept from now on, where a later run finds them."""


class HostKeyStep(GuestStep[str]):
    """Its result is the new public host key.

    The machine makes the key, so its private half was never anywhere else. Both keys are
    published before the machine changes over: whenever the app is killed, the key that the
    machine has is one that is pinned.
    """

    id = "host-key"
    weight_seconds = 3.0

    def __init__(
        self,
        access: GuestAccess,
        *,
        address: Step[PublicAddress],
        notebook: NotebookStep,
        first_host_key: str,
        publish: PublishHostKeys,
    ) -> None:
        super().__init__(access, address=address)
        self._notebook = notebook
        self._first = public_line(first_host_key)
        self._publish = publish

    @property
    def name(self) -> Text:
        return text("Host key")

    @property
    def status(self) -> Text:
        return text("Having the machine make a host key of its own…")

    @property
    def description(self) -> Text:
        return text(
            "Replace the key by which the machine was recognized first with one that never"
            " leaves it."
        )

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self.needs(self._notebook)

    def probe(self, run: StepRun) -> str | None:
        keys = self.access.identities
        serves = self.guest(run).identity
        return serves if keys == (serves,) and serves != self._first else None

    def apply(self, run: StepRun) -> str:
        guest = self.guest(run)
        if guest.identity == self._first:
            guest = self._renew(run)
        self._publish((guest.identity,), run.cancel)
        run.log(text("The host key is now {key}.", key=fingerprint(guest.identity)))
        return guest.identity

    def _renew(self, run: StepRun) -> Any:
        setup = self.setup(run)
        new = public_line(str(setup.ask(["host-key", "prepare"], run.cancel)["host_key"]))
        run.progress(0.3)
        self._publish((self._first, new), run.cancel)
        run.progress(0.5)
        setup.ask(["host-key", "activate"], run.cancel, {"host_key": new})
        self.access.close()
        run.progress(0.8)
        guest = self.guest(run)
        if guest.identity != new:
            raise RuntimeError("the machine still has its first host key")
        return guest
