"""A machine on this computer and the app's own steps that make it a notebook server."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar

from app.certificate import OwnCertificate
from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Event, StepDone
from app.engine.journal import Journal
from app.engine.report import RunReport
from app.engine.step import Step, StepRun
from app.guest.boot import custom_data
from app.guest.connecting import connect
from app.guest.keys import KeyPair, new_key_pair
from app.guest.notebook_check import NotebookTarget
from app.guest.software import Software
from app.guest.ssh import SshGuest
from app.guest.ssh_access import SshAccess
from app.guest.steps import GuestSteps, guest_steps
from app.password import hash_password
from app.plan import Plan, plan
from app.practice.guest_ports import free_port
from app.practice.machines import MachineSpec
from app.problems import Problem
from app.secret import Secret
from app.server import ADMIN_USER, PublicAddress
from app.text import Text, verbatim
from app.wizard.answers import Allow, Answers, EndpointAnswers
from tests.guest.host.machine_tests import BOOT_LIMIT
from tests.shared.waiting import wait_until
from tests.unit.wizard.offers import CATALOGUE

NAME = "lab"
ADDRESS = PublicAddress("198.18.7.7", "lab.japaneast.practice.localhost")
PASSWORD = Secret("kumo takes four odd words")
COMMAND_LIMIT = 600.0
STAGES = "table: Stages on a booted guest"


def stage(what: str, seconds: float) -> str:
    """A row of the table of stages."""
    return f"{what:<44} {seconds:6.1f} s"


@contextmanager
def timed(record_property: Callable[[str, object], None], what: str) -> Iterator[None]:
    """Note in the table of stages how long it took inside. Nothing is asserted of it."""
    began = time.monotonic()
    yield
    record_property(STAGES, stage(what, time.monotonic() - began))


class Given(Step[Any]):
    """Stands for a step of the cloud that is done. The cloud itself is tested elsewhere."""

    found: ClassVar[object]

    @property
    def name(self) -> Text:
        return verbatim(self.id)

    status = description = name

    def probe(self, run: StepRun) -> Any:
        run.cancel.check()
        return self.found

    def apply(self, run: StepRun) -> Any:
        run.cancel.check()
        raise AssertionError("it is there already")

    def undo(self, run: StepRun) -> None:
        """Nothing was done."""


class GivenAddress(Given):
    id = "address"
    found = ADDRESS


class GivenMachine(Given):
    id = "machine"
    found = NAME


class LoopbackDialer:
    """Reaches the machine's ports where the cloud's edge would have them; keeps the sockets."""

    def __init__(self, ports: dict[int, int]) -> None:
        self.ports = ports
        self.asked: list[int] = []
        self.opened: list[socket.socket] = []

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        assert host == (ADDRESS.ip if port == 22 else ADDRESS.fqdn)
        connection = socket.create_connection(("127.0.0.1", self.ports[port]), timeout_seconds)
        self.asked.append(port)
        self.opened.append(connection)
        return connection

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        return [f"https://{host}:{self.ports[port]}/" for host, port in places]


@dataclass
class Ran:
    """One run of the guest steps: what it told, and how it ended."""

    report: RunReport
    events: list[Event]
    steps: GuestSteps

    @property
    def already(self) -> set[str]:
        """The steps that found nothing to do."""
        return {e.step for e in self.events if isinstance(e, StepDone) and e.already}

    def seconds(self, step: str) -> float:
        return next(e.seconds for e in self.events if isinstance(e, StepDone) and e.step == step)


@dataclass
class NotebookServer:
    """What the app knows of a machine, whoever runs it; all it does there goes through SSH.

    `cancel` ends what is waited for. `folder` is for the journal.
    """

    folder: Path
    login: KeyPair = field(default_factory=new_key_pair)
    first_key: KeyPair = field(default_factory=new_key_pair)
    software: Software = field(default_factory=lambda: Software(sets=("scientific",)))
    ports: dict[int, int] = field(default_factory=lambda: {22: free_port(), 443: free_port()})
    pinned: tuple[str, ...] = ()
    published: list[tuple[str, ...]] = field(default_factory=list)
    certificate_sha256: str = ""
    cancel: CancelToken = field(default_factory=CancelToken)

    def __post_init__(self) -> None:
        self.pinned = (self.first_key.public,)
        self.dialer = LoopbackDialer(self.ports)

    def spec(self, more: bytes = b"") -> MachineSpec:
        """What the cloud makes it from: the very customData that the app makes, and `more`."""
        return MachineSpec(
            id=NAME,
            hostname=NAME,
            admin_user=ADMIN_USER,
            authorized_keys=(self.login.public,),
            custom_data=custom_data(self.software, self.first_key) + more,
            ports=self.ports,
        )

    @property
    def target(self) -> NotebookTarget:
        return NotebookTarget(ADDRESS.fqdn, 443, self.certificate_sha256)

    def plan(self, allow: Allow = Allow.EVERYONE) -> Plan:
        endpoint = EndpointAnswers(allow=allow, my_address="203.0.113.24")
        return plan(Answers(name=NAME, endpoint=endpoint), CATALOGUE)

    def connect(self, cancel: CancelToken | None = None, **changes: Any) -> SshGuest:
        options: dict[str, Any] = {
            "user": ADMIN_USER,
            "login_key": self.login.private,
            "host_keys": self.pinned,
            "cancel": cancel or self.cancel,
            "limit_seconds": BOOT_LIMIT,
            **changes,
        }
        return connect(self.dialer, ADDRESS.ip, **options)

    def run(self, *command: str, stdin: bytes = b"", limit_seconds: float = COMMAND_LIMIT) -> str:
        """What `command` prints over SSH as root; it must succeed."""
        guest = self.connect()
        try:
            ended = guest.run(
                ["sudo", "-n", *command],
                cancel=self.cancel,
                stdin=stdin,
                timeout_seconds=limit_seconds,
            )
        finally:
            guest.close()
        assert ended.exit_code == 0, ended
        return ended.stdout

    def wait_until_compiled(self) -> str:
        """Wait for the last thing the machine does by itself; the environment's folder.

        It runs at idle priority: on a busy computer it takes its time.
        """
        folder = self.run("readlink", "-f", "/opt/kumonote/environment").strip()

        done = f"test -e {folder}/.compiled -a ! -e /opt/kumonote/cache && echo yes || true"

        def compiled() -> bool:
            return "yes" in self.run("sh", "-c", done)

        wait_until(compiled, limit_seconds=COMMAND_LIMIT, what="the end of the compilation")
        return folder

    def state(self) -> str:
        """The running services, and the files that the set-up writes: what is in them, when
        they were written."""
        show = self.run(
            *("systemctl", "show", "kumonote-notebook", "kumonote-redirect", "ssh"),
            *("--property=InvocationID,MainPID",),
        )
        files = self.run(
            *("find", "/etc/kumonote", "/etc/systemd/system", "/etc/ssh", "/opt/kumonote"),
            *("-maxdepth", "2", "-not", "-name", ".compiled", "-not", "-path", "*/cache*"),
            *("-not", "-path", "/opt/kumonote", "-printf", "%p %m %u %s %T@ %l\\n"),
        )
        contents = self.run(
            *("find", "/etc/kumonote", "/etc/systemd/system", "/etc/ssh", "/var/lib/kumonote"),
            *("/home/azureuser/notebooks", "-type", "f", "-exec", "sha256sum", "{}", "+"),
        )
        rules = self.run("nft", "list", "ruleset")
        return "\n".join([show, *sorted([*files.splitlines(), *contents.splitlines()]), rules])

    def set_up(
        self,
        *,
        password: Secret = PASSWORD,
        certificate: OwnCertificate | None = None,
        allow: Allow = Allow.EVERYONE,
        on_event: Callable[[Event], None] | None = None,
        cancel: CancelToken | None = None,
    ) -> Ran:
        """Run all guest steps through the engine, as `create` and `resume` do."""
        access = SshAccess(
            self.dialer,
            user=ADMIN_USER,
            login_key=self.login.private,
            host_keys=lambda: self.pinned,
        )
        address, machine = GivenAddress(), GivenMachine()
        steps = guest_steps(
            access,
            self.plan(allow),
            address=address,
            machine=machine,
            software=self.software,
            first_host_key=self.first_key.public,
            publish_host_keys=self._publish,
            password=password,
            hash_password=hash_password,
            certificate=certificate,
        )
        events: list[Event] = []

        def emit(event: Event) -> None:
            events.append(event)
            if on_event is not None:
                on_event(event)

        with Journal.open(self.folder / "journal.jsonl") as journal:
            journal.begin("create", {"name": NAME})
            engine = Engine(
                (address, machine, *steps.all()),
                journal=journal,
                emit=emit,
                cancel=cancel or self.cancel,
                describe_error=_unforeseen,
            )
            report = engine.run()
        access.close()
        ran = Ran(report, events, steps)
        if report.problem is None and report.outcome == "done":
            self.certificate_sha256 = report.result(steps.notebook).certificate_sha256
        return ran

    def _publish(self, keys: tuple[str, ...], cancel: CancelToken) -> None:
        cancel.check()
        self.published.append(keys)
        self.pinned = keys


def _unforeseen(error: BaseException) -> Problem:
    return Problem("unforeseen", verbatim(f"{type(error).__name__}: {error}"), verbatim("-"))
