"""Lets this computer in again after its public address has changed, as its user agreed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from app.azure.look_ups import public_address
from app.azure.management_rule import manage_from, managed_from
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Emit
from app.engine.record import Header
from app.engine.step import Step, StepRun
from app.operations.answers_record import from_record, to_record
from app.operations.listing import show_server
from app.operations.running import journal_of, run_steps
from app.operations.workspace import Workspace
from app.server import Server
from app.text import Text, text


@dataclass(frozen=True)
class Way:
    """From where `server` is managed now, and the address `here` that this computer has."""

    server: Server
    allowed: tuple[str, ...]
    here: str


def look_up_way(workspace: Workspace, name: str, cancel: CancelToken) -> Way:
    """How it is now. Raises `ProblemError`."""
    server = show_server(workspace, name, cancel)
    allowed = managed_from(workspace.session, server, cancel)
    return Way(server, allowed, public_address(workspace.session, cancel))


def allow_address(workspace: Workspace, name: str, emit: Emit, cancel: CancelToken) -> Way:
    """Let this computer's public address manage the server, in place of the earlier one.

    A notebook that is open to this computer only follows; lists of networks stay. Work that is
    resumed later goes from there. Raises `ProblemError` or `Cancelled`.
    """
    way = look_up_way(workspace, name, cancel)
    step = AllowAddressStep(workspace.session, way.server, way.here)
    with journal_of(workspace, way.server.name) as journal:
        journal.begin("allow-address", _moved(journal.header, way.here))
        run_steps(workspace, journal, [step], emit, cancel)
    return replace(way, allowed=managed_from(workspace.session, way.server, cancel))


def _moved(header: Header | None, here: str) -> Mapping[str, Any]:
    """The answers of the journal, with the address in them if there was one."""
    if header is None:
        return {}
    answers = from_record(header.answers)
    if answers is None or not answers.endpoint.my_address:
        return header.answers
    return to_record(replace(answers, endpoint=replace(answers.endpoint, my_address=here)))


class AllowAddressStep(Step[bool]):
    id = "allow-address"
    weight_seconds = 6.0

    def __init__(self, session: Session, server: Server, address: str) -> None:
        self._session = session
        self._server = server
        self._address = address

    @property
    def name(self) -> Text:
        return text("Firewall rules")

    @property
    def status(self) -> Text:
        return text("Letting {address} in…", address=self._address)

    @property
    def description(self) -> Text:
        return text("Let {address} in, in place of the earlier address.", address=self._address)

    def probe(self, run: StepRun) -> bool | None:
        now = managed_from(self._session, self._server, run.cancel)
        return True if now in ((self._address,), (f"{self._address}/32",)) else None

    def apply(self, run: StepRun) -> bool:
        manage_from(self._session, self._server, self._address, run.cancel)
        return True

    def undo(self, run: StepRun) -> None:
        """Who may connect is said by whoever asks next."""
