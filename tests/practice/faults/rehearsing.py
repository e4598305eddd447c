"""Creations in which a fault happens at exactly one call, and what became of them.

A creation is the app's own: offers, preflight, all steps in Azure in the engine, the facts that
the cloud is to remember, the look at the finished server. Only what happens inside the machine
is left out (see `idle_cloud`), with the calls to Azure that it makes.
"""

from __future__ import annotations

import json
import re
import secrets
import shutil
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from app.azure import pipeline
from app.azure.fleet import set_facts, show_server
from app.azure.removal import content_of, delete_server, group_words
from app.azure.steps import MachineStep
from app.engine.cancel import CancelToken
from app.engine.events import Event, LeftBehind, StepRetrying
from app.engine.step import Step, StepRun
from app.operations.answers_record import to_record
from app.operations.assembling import assemble
from app.operations.given_secrets import GivenSecrets
from app.operations.leftovers import telling_what_is_left
from app.operations.practice_cloud import PracticeWishes
from app.operations.preparing import prepare
from app.operations.running import new_journal_of, run_steps
from app.operations.workspace import Workspace, open_workspace
from app.paths import Paths
from app.practice import process
from app.practice.faults import STRIKES, Strikes
from app.problems import Problem, ProblemError
from app.secret import Secret
from app.server import Server, ServerState
from app.text import Text, verbatim
from app.wizard.answers import Answers, EndpointAnswers, ScheduleAnswers
from tests.practice.faults.names import no_name_after
from tests.shared.traffic import log_aside

PROGRAM: Final = "tests.practice.faults.idle_cloud"
SPEED: Final = 1000.0
NO_NAME: Final = "no-name"
"""Not the cloud's: it breaks the connection, and then its name is not found."""
_READ_TIMEOUT_SECONDS: Final = 5.0
_PLENTY: Final = {"cores": 10000, "standardBsv2Family": 10000, "PublicIPAddresses": 10000}
_GUID: Final = r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}"
_POLL: Final = re.compile(r"/(operations|operationResults|operationStatuses)/", re.IGNORECASE)


@dataclass(frozen=True)
class Call:
    """The `nth` call of its kind in a creation; `path` has `*` for what differs each time."""

    method: str
    path: str
    nth: int = 1

    @property
    def place(self) -> str:
        """As a fault is told where to happen."""
        return f"{self.method}:{self.path}#{self.nth}"

    def can_meet(self, fault: str) -> bool:
        path, write = self.path.lower(), self.method != "GET"
        provider = "/providers/" in path and not path.endswith("/register")
        network = provider and "/microsoft.network/" in path
        asks = "resourcegraph" in path or "policyinsights" in path
        at = {
            Strikes.ANY: True,
            Strikes.WRITE: write and not asks,
            Strikes.PROVIDER_WRITE: write and provider,
            Strikes.GROUP_WRITE: write and "/resourcegroups/" in path,
            Strikes.NETWORK_WRITE: write and network,
            Strikes.NEW_MACHINE: self.method == "PUT" and "/virtualmachines/" in path,
            Strikes.MACHINE_OR_START: self.method == "PUT" and "/virtualmachines/" in path,
            Strikes.NEW_ADDRESS: self.method == "PUT" and "/publicipaddresses/" in path,
            Strikes.RUN_COMMAND: path.endswith("/runcommand"),
            Strikes.QUERY: path.endswith("/microsoft.resourcegraph/resources"),
            Strikes.PERSON: False,
        }
        return at[STRIKES.get(fault, Strikes.ANY)]


@dataclass
class Ended:
    """How a creation ended: without a `problem`, or with one."""

    name: str
    problem: Problem | None = None
    events: list[Event] = field(default_factory=list)

    @property
    def word(self) -> str:
        """For the table: the problem's code, or how the fault was overcome."""
        if self.problem is not None:
            return self.problem.code
        waited = any(isinstance(event, StepRetrying) for event in self.events)
        return "overcome by the engine" if waited else "overcome by the call"

    @property
    def told(self) -> tuple[str, ...]:
        """What the user was told is left."""
        told = [event for event in self.events if isinstance(event, LeftBehind)]
        return tuple(map(str, told[-1].things)) if told else ()


class RememberStep(Step[bool]):
    """What the steps inside the machine have the cloud remember."""

    id = "remember"

    def __init__(self, workspace: Workspace, server: Server, machine: MachineStep) -> None:
        self._workspace = workspace
        self._server = server
        self._machine = machine

    @property
    def name(self) -> Text:
        return verbatim("facts")

    status = description = name

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return (self._machine,)

    def probe(self, run: StepRun) -> bool | None:
        """Always to be done."""

    def apply(self, run: StepRun) -> bool:
        session = self._workspace.session
        keys = run.result(self._machine).host_keys
        set_facts(session, self._server, run.cancel, host_keys=keys)
        set_facts(session, self._server, run.cancel, ready=True, certificate_sha256="ab" * 32)
        return True

    def undo(self, run: StepRun) -> None:
        """It goes with the group."""


class Rehearsal:
    """One practice cloud, and creations in it, one at a time."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        process.ensure_running(paths, speed=SPEED, guest="reduced", program=PROGRAM)
        process.control(paths, "limits", limits=_PLENTY)

    def calls(self) -> list[Call]:
        """Every call to the Resource Manager of a creation without faults, in order.

        Of the polls of one operation only the first: how many there are depends on the clock.
        """
        log = self._paths.state / "calls.jsonl"
        with log_aside(log):
            ended = self.create("")
        process.control(self._paths, "traffic-log", file="")
        assert ended.problem is None, ended.problem
        self.delete(ended)
        seen: Counter[tuple[str, str]] = Counter()
        calls = []
        for line in log.read_text("utf-8").splitlines():
            entry = json.loads(line)
            method, path = entry["method"], _like(entry["url"], ended.name)
            if path.endswith("/unregister"):
                continue
            seen[method, path] += 1
            if seen[method, path] == 1 or not _POLL.search(path):
                calls.append(Call(method, path, seen[method, path]))
        return calls

    def create(self, fault: str) -> Ended:
        """A creation in which `fault` (`NAME@PLACE`, or none) happens."""
        ended = Ended(f"f{secrets.token_hex(5)}")
        workspace = self._workspace(ended)
        unregister = workspace.session.resource.providers.unregister
        unregister("Microsoft.DevTestLab")  # as in a new subscription, each time
        fault, names_lost = _of_the_cloud(fault)
        if fault:
            process.control(self._paths, "fault", fault=fault)
        broken = no_name_after(lambda: fault not in self._awaited())
        try:
            with broken if names_lost else nullcontext():
                self._create(workspace, ended)
        except ProblemError as error:
            ended.problem = error.problem
        finally:
            workspace.session.close()
        return ended

    def happened(self, fault: str) -> bool:
        """Whether `fault` has happened; whatever was rehearsed is forgotten."""
        left = self._awaited()
        process.control(self._paths, "clear-faults")
        return _of_the_cloud(fault)[0] not in left

    def _awaited(self) -> list[str]:
        """The faults that are still to happen."""
        return list(process.control(self._paths, "status")["faults"])

    def is_there(self, ended: Ended) -> tuple[str, ...]:
        """What the cloud holds of a creation, in the words of the app."""
        workspace = self._workspace(ended)
        try:
            group = f"kumonote-{ended.name}"
            parts = content_of(workspace.session, group, CancelToken())
            return (
                () if parts is None else (*(str(p.words) for p in parts), str(group_words(group)))
            )
        finally:
            workspace.session.close()

    def delete(self, ended: Ended) -> None:
        workspace = self._workspace(ended)
        server = Server(ended.name, ServerState.INCOMPLETE, f"kumonote-{ended.name}", "japaneast")
        try:
            delete_server(workspace.session, server, CancelToken())
            workspace.journal(ended.name).unlink(missing_ok=True)
        finally:
            workspace.session.close()

    def _workspace(self, ended: Ended) -> Workspace:
        return open_workspace(
            self._paths,
            practice=True,
            wishes=PracticeWishes(),
            emit=ended.events.append,
            cancel=CancelToken(),
        )

    def _create(self, workspace: Workspace, ended: Ended) -> None:
        cancel, emit = CancelToken(), ended.events.append
        given = GivenSecrets(password=Secret(secrets.token_urlsafe(18)))
        answers = Answers(
            name=ended.name,
            endpoint=EndpointAnswers(my_address="203.0.113.24"),
            schedule=ScheduleAnswers("19:00", "Asia/Tokyo"),
        )
        prepared = prepare(workspace, answers, given, cancel)
        prepared.require_clear_way()
        with new_journal_of(workspace, ended.name) as journal:
            journal.begin("create", to_record(answers))
            creation = assemble(workspace, prepared.plan, given, None, cancel)
            server = Server(
                ended.name, ServerState.INCOMPLETE, prepared.plan.group, prepared.plan.region
            )
            remember = RememberStep(workspace, server, creation.azure.machine)
            with telling_what_is_left(workspace, prepared.plan, journal, emit):
                run_steps(workspace, journal, (*creation.azure.all(), remember), emit, cancel)
        show_server(workspace.session, ended.name, cancel)


@contextmanager
def rehearsal() -> Iterator[Rehearsal]:
    """A cloud of one's own; when done it is stopped and leaves nothing."""
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    paths = Paths(folder / "home", folder / "cache")
    try:
        # a stalled call is given up after a minute; that it is, shows in seconds as well
        with patch.object(pipeline, "READ_TIMEOUT_SECONDS", _READ_TIMEOUT_SECONDS):
            yield Rehearsal(paths)
    finally:
        process.stop(paths)
        shutil.rmtree(folder)


def _of_the_cloud(fault: str) -> tuple[str, bool]:
    """What the cloud is told of `fault`, and whether names are not found then."""
    name, at, place = fault.partition("@")
    return (f"reset{at}{place}", True) if name == NO_NAME else (fault, False)


def _like(url: str, name: str) -> str:
    """The path of `url` with `*` for ids and for the server's own name."""
    path = re.sub(r"^https://[^/]+", "", url).partition("?")[0]
    return re.sub(rf"{_GUID}|{name}", "*", path, flags=re.IGNORECASE)
