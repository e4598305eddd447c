"""Steps of a make-believe cloud in memory, for tests of the engine alone.

They prove nothing about any real step; those are tested where they live.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from app.engine.cancel import CancelToken
from app.engine.engine import Engine
from app.engine.events import Event
from app.engine.journal import Journal
from app.engine.step import RetryPolicy, Step, StepRun
from app.problems import Problem, ProblemError
from app.text import Text, text, verbatim

AT_ONCE = RetryPolicy(attempts=4, first_wait_seconds=0, longest_wait_seconds=0)
LIMIT_SECONDS = 120.0
"""More than anything here ever takes; only a failing test waits so long."""


def nothing(run: StepRun) -> None:
    """The usual thing to do in the middle of an apply."""


class World:
    """What is there, and every call that was made, in order."""

    def __init__(self) -> None:
        self.there: set[str] = set()
        self.calls: list[tuple[str, str]] = []
        self._lock = threading.Lock()

    def called(self, verb: str, thing: str) -> None:
        with self._lock:
            self.calls.append((verb, thing))

    def count(self, verb: str) -> dict[str, int]:
        things = [thing for called, thing in self.calls if called == verb]
        return {thing: things.count(thing) for thing in things}

    def order(self, verb: str) -> list[str]:
        return [thing for called, thing in self.calls if called == verb]


class Make(Step[str]):
    """Makes one thing. `errors` are raised by successive applies, `undo_errors` by undos.

    With `late`, an apply that raises has made the thing all the same. `during` runs in the
    middle of each apply.
    """

    retry = AT_ONCE

    def __init__(
        self,
        world: World,
        requires: Sequence[Step[Any]] = (),
        *,
        errors: Sequence[BaseException] = (),
        undo_errors: Sequence[Exception] = (),
        late: bool = False,
        during: Callable[[StepRun], None] = nothing,
    ) -> None:
        self.world = world
        self.during = during
        self._requires = tuple(requires)
        self._errors = deque(errors)
        self._undo_errors = deque(undo_errors)
        self._late = late

    @property
    def name(self) -> Text:
        return verbatim(self.id)

    @property
    def status(self) -> Text:
        return text("Making {thing}…", thing=self.id)

    @property
    def description(self) -> Text:
        return text("{thing} will be made.", thing=self.id)

    @property
    def requires(self) -> Sequence[Step[Any]]:
        return self._requires

    def probe(self, run: StepRun) -> str | None:
        run.cancel.check()
        self.world.called("probe", self.id)
        return f"<{self.id}>" if self.id in self.world.there else None

    def apply(self, run: StepRun) -> str:
        self.world.called("apply", self.id)
        assert self.id not in self.world.there, "the probe would have said so"
        for required in self._requires:
            assert run.result(required) == f"<{required.id}>"
        self.during(run)
        if self._errors:
            if self._late:
                self.world.there.add(self.id)
            raise self._errors.popleft()
        self.world.there.add(self.id)
        return f"<{self.id}>"

    def undo(self, run: StepRun) -> None:
        run.cancel.check()
        self.world.called("undo", self.id)
        if self._undo_errors:
            raise self._undo_errors.popleft()
        self.world.there.discard(self.id)


def make(name: str, world: World, requires: Sequence[Step[Any]] = (), **options: Any) -> Make:
    """A `Make` with the id `name`."""

    class Named(Make):
        id = name

    return Named(world, requires, **options)


def like_azure(world: World, **options: dict[str, Any]) -> list[Make]:
    """Group; network, rules and address side by side; interface; machine."""

    def one(name: str, *requires: Make) -> Make:
        return make(name, world, requires, **options.get(name, {}))

    group = one("group")
    network, rules, address = (one(name, group) for name in ("network", "rules", "address"))
    interface = one("interface", network, rules, address)
    return [group, network, rules, address, interface, one("machine", interface)]


NAMES = ("group", "network", "rules", "address", "interface", "machine")
BEFORE = {
    "group": set[str](),
    **{name: {"group"} for name in ("network", "rules", "address")},
    "interface": set(NAMES[:4]),
    "machine": set(NAMES[:5]),
}
"""All that must be there before each."""


def problem(code: str = "broken", *, retryable: bool = False) -> ProblemError:
    return ProblemError(Problem(code, text("It broke."), text("Mend it."), retryable=retryable))


def describe(error: BaseException) -> Problem:
    return Problem("internal", text("Unforeseen: {e}", e=str(error)), text("Tell us."))


class Bench:
    """An engine with a journal of its own, and all that it told."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal
        self.events: list[Event] = []
        self.cancel = CancelToken()

    def engine(self, steps: Sequence[Step[Any]], **options: Any) -> Engine:
        return Engine(
            steps,
            journal=self.journal,
            emit=self.events.append,
            cancel=self.cancel,
            describe_error=describe,
            **options,
        )

    def kinds(self, step: str) -> list[str]:
        """What the journal says of `step`."""
        return [e.kind for e in self.journal.entries if e.facts.get("step") == step]


@contextmanager
def bench(path: Path | None = None) -> Iterator[Bench]:
    """A `Bench` whose journal is at `path`, or in a folder that goes away afterwards."""
    with (
        TemporaryDirectory() as folder,
        Journal.open(path or Path(folder) / "lab.jsonl") as journal,
    ):
        yield Bench(journal)
    left = [thread.name for thread in threading.enumerate() if thread.name.startswith("step-")]
    assert not left, "a run left threads behind"
