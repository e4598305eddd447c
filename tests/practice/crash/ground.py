"""A practice cloud of one's own, and commands that die while they work with it."""

from __future__ import annotations

import secrets
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Final

import psutil

from app.azure.tags import CERTIFICATE, HOST_KEY
from app.engine.cancel import CancelToken
from app.engine.record import read_record
from app.operations.practice_cloud import PracticeWishes
from app.operations.workspace import open_workspace
from app.paths import Paths
from app.practice import process as practice
from app.secret import Secret
from tests.practice.crash.doomed import DoomedCommand, What
from tests.practice.crash.points import Point
from tests.practice.crash.processes import (
    LIMIT_SECONDS,
    begun,
    ended,
    explained,
    text_of,
    thawed,
)
from tests.practice.faults import idle_cloud
from tests.shared.practice_home import Ended, PracticeHome, events_of
from tests.shared.waiting import wait_until

NAME: Final = "cat"
SPEED: Final = 1000.0

_OF_THE_CLOUD: Final = frozenset({"practice", "logs", "catalogue", "changed-lately"})
_BY_WHO_COMES_BACK: Final = frozenset({"regain", "page"})
"""Steps that an undisturbed creation has no need of: to be let in again where the login key died
with the first run (no keyring is here), and to look at a server that was ready already."""
_OF_THE_MOMENT: Final = frozenset({CERTIFICATE, HOST_KEY})
"""Tags with another value at each creation."""


@dataclass(frozen=True)
class State:
    """What there is in the whole cloud, of machines, and of the server on this computer."""

    resources: tuple[str, ...]
    tags: tuple[str, ...]
    sizes: tuple[str, ...]
    running: tuple[str, ...]
    outcome: str
    """Of the last run in the journal; empty without one."""
    journal: tuple[str, ...]
    files: tuple[str, ...]
    guests: int

    def differences(self, other: State) -> list[str]:
        """In words, where `other` is not like this one."""
        return [
            f"{field.name}: {getattr(other, field.name)}, not {getattr(self, field.name)}"
            for field in fields(self)
            if getattr(self, field.name) != getattr(other, field.name)
        ]


@dataclass(frozen=True)
class Ground:
    """Where commands about one server at a time are tried."""

    home: PracticeHome
    password: Secret
    machines: bool

    @property
    def paths(self) -> Paths:
        return Paths(self.home.folder, Paths.of_this_user().cache)

    def run(self, *words: str) -> Ended:
        """The command undisturbed."""
        with self._doom(words) as doom:
            code = ended(begun(doom))
            return Ended(code, events_of(text_of(doom.said).splitlines()), text_of(doom.complaints))

    def noted(self, *words: str) -> list[Point]:
        """Run the command undisturbed and return the points that it reached."""
        with self._doom(words, "note") as doom:
            code = ended(begun(doom))
            assert code == 0, explained(code, doom)
            return [Point.of_words(line) for line in text_of(doom.notes).splitlines()]

    def killed(self, point: Point, *words: str) -> bool:
        """Run the command and have it die there; False if it did not come to that point."""
        with self._doom(words, "kill", point) as doom:
            code = ended(begun(doom))
            assert code in (0, -signal.SIGKILL), explained(code, doom)
        return code != 0

    def frozen(self, point: Point, *words: str) -> tuple[bool, int]:
        """The same, but it goes on after a while: whether it froze, and its exit code."""
        with self._doom(words, "freeze", point) as doom:
            return thawed(begun(doom))

    @contextmanager
    def standing(self, point: Point, *words: str) -> Iterator[psutil.Process]:
        """While inside, the command stands still at that point; afterwards it has ended.

        It goes on when it gets SIGCONT, or is killed.
        """
        with self._doom(words, "freeze", point) as doom:
            process = begun(doom)
            assert process.pid is not None
            system = psutil.Process(process.pid)
            try:
                wait_until(
                    lambda: system.status() == psutil.STATUS_STOPPED,
                    limit_seconds=LIMIT_SECONDS,
                    what="the point",
                )
                yield system
            except BaseException:
                process.kill()
                raise
            finally:
                ended(process)

    def state(self) -> State:
        """What there is now."""
        workspace = open_workspace(
            self.paths,
            practice=True,
            wishes=PracticeWishes(),
            emit=lambda _event: None,
            cancel=CancelToken(),
        )
        try:
            cloud = workspace.session.resource
            groups = list(cloud.resource_groups.list())
            things = [f"{thing.type} {thing.name}" for thing in cloud.resources.list()]
            machines = list(workspace.session.compute.virtual_machines.list_all())
            record = read_record(workspace.journal(NAME))
        finally:
            workspace.session.close()
        tags = [tag for group in groups for tag in (group.tags or {}).items()]
        guests = self.home.folder / "practice" / "guests"
        return State(
            resources=tuple(sorted([*things, *(str(group.name) for group in groups)])),
            tags=tuple(sorted(f"{k}={'…' if k in _OF_THE_MOMENT else v}" for k, v in tags)),
            sizes=tuple(f"{m.name} {m.hardware_profile.vm_size}" for m in machines),
            running=tuple(practice.control(self.paths, "status")["running"]),
            outcome=str(record.outcome) if record.entries else "",
            journal=tuple(sorted(set(record.made()) - _BY_WHO_COMES_BACK)),
            files=tuple(self._files()),
            guests=sum(1 for folder in guests.glob("*") if folder.is_dir()),
        )

    def _files(self) -> Iterator[str]:
        """What this computer keeps about the server, and drafts of any file."""
        for path in sorted(self.home.folder.rglob("*")):
            inside = path.relative_to(self.home.folder)
            if path.is_file() and inside.parts[0] not in _OF_THE_CLOUD:
                yield str(inside)

    @contextmanager
    def _doom(
        self, words: tuple[str, ...], what: What = "spare", point: Point | None = None
    ) -> Iterator[DoomedCommand]:
        asks = ("--password-stdin",) if words[0] in ("create", "resume") else ()
        with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
            doom = DoomedCommand(
                words=(*words, "--practice", "--json", *asks),
                environment=self.home.environment,
                folder=Path(folder),
                what=what,
                point=point,
                machines=self.machines,
            )
            doom.given.write_text(f"{self.password.reveal()}\n" if asks else "")
            yield doom


@contextmanager
def ground(*, machines: bool) -> Iterator[Ground]:
    """A cloud of one's own; when done it is stopped and leaves nothing.

    Its `machines` are real, reduced guests, or ideas only.
    """
    # Not pytest's own folder: sockets below it would have longer names than Linux allows.
    folder = Path(tempfile.mkdtemp(prefix="kumonote-"))
    tried = Ground(
        PracticeHome(folder / "home", folder / "calls.jsonl"),
        Secret(f"Kumo-{secrets.token_urlsafe(12)}"),
        machines,
    )
    program = practice.PROGRAM if machines else idle_cloud.__name__
    practice.ensure_running(tried.paths, speed=SPEED, guest="reduced", program=program)
    try:
        yield tried
    finally:
        practice.stop(tried.paths)
        shutil.rmtree(folder)
