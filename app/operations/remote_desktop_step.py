"""The step that opens or shuts the port of Remote Desktop."""

from __future__ import annotations

from app.azure.remote_desktop import allow, allowed_address, shut
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.server import Server
from app.text import Text, text


class RemoteDesktopStep(Step[bool]):
    """`address` is the only one that may connect; empty for none."""

    id = "remote-desktop"
    weight_seconds = 4.0

    def __init__(self, session: Session, server: Server, address: str) -> None:
        self._session = session
        self._server = server
        self._address = address

    @property
    def name(self) -> Text:
        return text("Remote Desktop")

    @property
    def status(self) -> Text:
        if self._address:
            return text("Opening Remote Desktop of {name}…", name=self._server.name)
        return text("Closing Remote Desktop of {name}…", name=self._server.name)

    @property
    def description(self) -> Text:
        if self._address:
            return text("Open the port of Remote Desktop for {address}.", address=self._address)
        return text("Close the port of Remote Desktop.")

    def probe(self, run: StepRun) -> bool | None:
        now = allowed_address(self._session, self._server, run.cancel)
        return True if now == self._address else None

    def apply(self, run: StepRun) -> bool:
        if self._address:
            allow(self._session, self._server, self._address, run.cancel)
        else:
            shut(self._session, self._server, run.cancel)
        return True

    def undo(self, run: StepRun) -> None:
        """Who may connect is said by whoever asks next."""
