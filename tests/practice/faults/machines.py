"""Creations whose machine, or the way to it, has a fault at exactly one step.

The cloud, the SSH server, the setup program and the notebook are real; the machine is the
reduced one. What only a whole system can have (a lock on its packages, a full disk, an index
that is away, a wrong clock) is tried at its step in `tests/guest/setup`, what happens to WinRM
in `tests/winrm`.
"""

from __future__ import annotations

import secrets
import shutil
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final
from unittest.mock import patch

import psutil

from app.azure.fleet import show_server
from app.azure.removal import delete_server
from app.azure.session import Session
from app.engine.cancel import CancelToken
from app.engine.events import Event, StepStarted
from app.guest import setup
from app.guest.ssh_access import SshAccess
from app.operations.allow_address import allow_address
from app.operations.create import create
from app.operations.given_secrets import GivenSecrets
from app.operations.practice_cloud import PracticeWishes
from app.operations.resume import resume
from app.operations.workspace import Workspace, open_workspace
from app.paths import Paths
from app.practice import process
from app.problems import Action, Problem, ProblemError
from app.secret import Secret
from app.server import Server, ServerState
from app.wizard.answers import Answers, EndpointAnswers
from tests.practice.faults.impostor import Impostor
from tests.practice.faults.rehearsing import Ended
from tests.practice.faults.running import Counts
from tests.practice.faults.way import DisturbedDialer, refused
from tests.shared.waiting import wait_until

SPEED: Final = 200.0
_ANSWER_LIMIT_SECONDS: Final = 60.0
_SILENCE_SECONDS: Final = 30.0
"""In place of five minutes each: that a machine is given up shows as well."""

KNOWN: Final[Mapping[str, str]] = {
    "refused": "the connection breaks, three attempts are refused",
    "reset": "the connection is reset",
    "silent": "the connection breaks, the next one is taken and never greeted",
    "stalled": "the connection goes still; a new one would pass",
    "restart": "the machine restarts meanwhile",
    "kernel": "every kernel of the notebook dies",
    "gone": "the connection breaks, and no other can be made",
    "impostor": "the connection breaks, another machine answers from then on",
    "moved": "the computer is in another network, with another public address, as behind a VPN",
}
PASSING: Final = frozenset({"refused", "reset", "silent", "stalled", "restart"})
"""A create must come through these."""
ENDING: Final = frozenset({"gone", "impostor", "moved"})
"""With these it must not be called ready, but where all was seen to work before."""
_LAST: Final = "ready"
"""Only the cloud is told in this step."""

_AT_HOME: Final = "203.0.113.24"
_ELSEWHERE: Final = "203.0.113.99"


class Machines:
    """One practice cloud, and creations in it, one at a time."""

    def __init__(self, paths: Paths, impostor: Impostor) -> None:
        self._paths = paths
        self.impostor = impostor
        process.ensure_running(paths, speed=SPEED, guest="reduced")

    def steps(self) -> list[str]:
        """The steps of an undisturbed creation that need the machine, in order."""
        ended = self.create("", "")
        assert ended.problem is None, ended.problem
        self.delete(ended)
        started = [event.step for event in ended.events if isinstance(event, StepStarted)]
        return started[started.index("connect") :]

    def create(self, fault: str, step: str) -> Ended:
        """A creation in which `fault` happens as soon as `step` starts (with "", none)."""
        ended = Ended(f"f{secrets.token_hex(5)}")
        with self._workspace(ended) as workspace:
            dialer = DisturbedDialer(workspace.session.dialer)
            workspace.session.dialer = dialer
            deed = self._deed(fault, dialer, workspace.session, ended)

            def emit(event: Event) -> None:
                ended.events.append(event)
                if isinstance(event, StepStarted) and event.step == step:
                    deed()

            try:
                self._create(workspace, ended, emit)
            except ProblemError as error:
                ended.problem = error.problem
            finally:
                dialer.close()
        return ended

    def go_on_from_here(self, ended: Ended) -> Problem | None:
        """What a user does whose public address is another one: allows it, and goes on."""
        given = GivenSecrets(password=Secret(secrets.token_urlsafe(18)))
        with self._workspace(ended) as workspace:
            try:
                allow_address(workspace, ended.name, ended.events.append, CancelToken())
                resume(workspace, ended.name, given, ended.events.append, CancelToken())
            except ProblemError as error:
                return error.problem
        return None

    def be_at_home(self) -> None:
        """Have the public address again that creations begin with."""
        process.control(self._paths, "public-address", value=_AT_HOME)

    def is_ready(self, ended: Ended) -> bool:
        with self._workspace(ended) as workspace:
            server = show_server(workspace.session, ended.name, CancelToken())
            return server.ready and server.state is ServerState.RUNNING

    def delete(self, ended: Ended) -> None:
        with self._workspace(ended) as workspace:
            group = f"kumonote-{ended.name}"
            server = Server(ended.name, ServerState.INCOMPLETE, group, "japaneast")
            delete_server(workspace.session, server, CancelToken())
            workspace.journal(ended.name).unlink(missing_ok=True)

    def _create(self, workspace: Workspace, ended: Ended, emit: Callable[[Event], None]) -> None:
        answers = Answers(name=ended.name, endpoint=EndpointAnswers(my_address=_AT_HOME))
        given = GivenSecrets(password=Secret(secrets.token_urlsafe(18)))
        create(workspace, answers, given, emit, CancelToken())

    def _deed(
        self, fault: str, dialer: DisturbedDialer, session: Session, ended: Ended
    ) -> Callable[[], object]:
        deeds: dict[str, Callable[[], object]] = {
            "": lambda: None,
            "refused": lambda: dialer.reset_all(refused, refused, refused),
            "reset": dialer.reset_all,
            "silent": lambda: dialer.reset_all(dialer.silent),
            "stalled": dialer.stall_all,
            "restart": lambda: _restart(session, ended.name),
            "kernel": self._kill_kernels,
            "gone": lambda: dialer.reset_all(always=refused),
            "moved": lambda: self._move(dialer),
            "impostor": lambda: dialer.reset_all(always=self.impostor.connect),
        }
        return deeds[fault]

    def _move(self, dialer: DisturbedDialer) -> None:
        """Connections of the old address end; who comes from the new one meets the firewall."""
        process.control(self._paths, "public-address", value=_ELSEWHERE)
        dialer.reset_all()

    def _kill_kernels(self) -> None:
        """As soon as there are any, in a thread of its own: the step is only about to start."""
        threading.Thread(target=self._kill_first_kernels, daemon=True).start()

    def _kill_first_kernels(self) -> None:
        found: list[psutil.Process] = []
        cloud = psutil.Process(process.control(self._paths, "status")["pid"])

        def seen() -> bool:
            found[:] = [child for child in cloud.children(recursive=True) if _is_kernel(child)]
            return bool(found)

        wait_until(seen, what="a kernel")
        for kernel in found:
            with suppress(psutil.NoSuchProcess):
                kernel.kill()

    @contextmanager
    def _workspace(self, ended: Ended) -> Iterator[Workspace]:
        workspace = open_workspace(
            self._paths,
            practice=True,
            wishes=PracticeWishes(),
            emit=ended.events.append,
            cancel=CancelToken(),
        )
        try:
            yield workspace
        finally:
            workspace.session.close()


def cases(steps: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Every fault at every step; kernels die where there are some."""
    for fault in KNOWN:
        for step in steps:
            if fault != "kernel" or step == "check":
                yield fault, step


def run_case(machines: Machines, case: tuple[str, str], counts: Counts) -> None:
    """Let the fault happen, judge the end, and delete what is left."""
    fault, step = case
    ended = machines.create(fault, step)
    counts.endings.setdefault(fault, Counter())[ended.word] += 1
    wrong = _wrong(machines, case, ended)
    counts.wrong.extend(f"{fault} at {step}: {what}" for what in wrong)
    machines.be_at_home()
    machines.delete(ended)


def _wrong(machines: Machines, case: tuple[str, str], ended: Ended) -> Iterator[str]:
    fault, step = case
    problem = ended.problem
    if machines.impostor.asked:
        yield "somebody logged in at the impostor"
    if problem is None:
        if fault in ENDING and step != _LAST:
            yield "called ready"
        if not machines.is_ready(ended):
            yield "called ready, and is not"
        return
    if fault in PASSING:
        yield f"{problem.code}, and it would have passed: {problem.details[:300]}"
    if problem.code in ("internal", "unexpected", "azure-error"):
        yield f"not explained: {problem.code} {problem.message} {problem.details[:300]}"
    if not str(problem.advice) or problem.action is None:
        yield f"{problem.code} is without advice or a button"
    if fault == "moved":
        yield from _wrong_elsewhere(machines, ended, problem)


def _wrong_elsewhere(machines: Machines, ended: Ended, problem: Problem) -> Iterator[str]:
    if problem.action is not Action.ALLOW_ADDRESS:
        yield f"{problem.code}, and the address is another one"
    stopped_by = machines.go_on_from_here(ended)
    if stopped_by is not None or not machines.is_ready(ended):
        yield f"the new address was allowed, and then {stopped_by}"


def _restart(session: Session, name: str) -> None:
    session.compute.virtual_machines.begin_restart(f"kumonote-{name}", name, polling_interval=1)


def _is_kernel(child: psutil.Process) -> bool:
    try:
        return any("ipykernel" in word for word in child.cmdline())
    except psutil.Error:
        return False


@contextmanager
def machines() -> Iterator[Machines]:
    """A cloud of one's own; when done it is stopped and leaves nothing."""
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    paths = Paths(folder / "home", Paths.of_this_user().cache)
    limit = {"limit_seconds": _ANSWER_LIMIT_SECONDS}
    impostor = Impostor()
    try:
        with (
            patch.dict(SshAccess.__init__.__kwdefaults__ or {}, limit),
            patch.object(setup, "_SILENCE_SECONDS", _SILENCE_SECONDS),
        ):
            yield Machines(paths, impostor)
    finally:
        impostor.close()
        process.stop(paths)
        shutil.rmtree(folder)
