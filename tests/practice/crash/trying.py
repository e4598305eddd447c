"""Disturbs a command at one point, goes on as a user would, and judges what there is then."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeVar

from tests.practice.crash.ground import NAME, Ground, State
from tests.practice.crash.points import Point, worth_trying

CommandT = TypeVar("CommandT", bound=str)
Stage = Literal["life", "create"]
"""What is done with a finished server; creations, and the ends of unfinished ones."""

How = Literal["finish", "remove", "freeze"]
"""Killed and gone on with; killed and removed; frozen for a while."""

NEEDS_A_MACHINE: Final = "repair"
COMMANDS: Final[Mapping[str, tuple[str, ...]]] = {
    "create": ("create", "--name", NAME),
    "start": ("start", NAME),
    "stop": ("stop", NAME),
    "resize": ("resize", NAME, "--size", "Standard_B4s_v2"),
    NEEDS_A_MACHINE: ("repair", NAME),
    "delete": ("delete", NAME, "--yes"),
}
_BEFORE: Final[Mapping[str, tuple[tuple[str, ...], ...]]] = {
    "start": (("stop", NAME),),
    "stop": (("start", NAME),),
    "resize": (("start", NAME), ("resize", NAME, "--size", "Standard_B2s_v2")),
    NEEDS_A_MACHINE: (("start", NAME),),
}
"""What comes before the next try on a finished server."""

_WITH_A_MACHINE: Final = ("start", NEEDS_A_MACHINE)
_WITHOUT: Final = ("start", "stop", "resize")
"""What is tried of a finished server: inside its machine, and where machines are ideas only."""

_FROZEN: Final = 6
"""So many points of each command."""

_NOT_MADE: Final = "server-not-found"
_IS_SO: Final = "size-same"
"""What a command says that was killed when all was done."""


@dataclass(frozen=True)
class Case:
    command: str
    how: How
    point: Point

    def __str__(self) -> str:
        return f"{self.command}, {self.how}, {self.point}"


@dataclass
class Counts:
    """By command and way, how each case ended; `wrong` tells what must not be."""

    endings: dict[tuple[str, How], Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    @property
    def cases(self) -> int:
        return sum(sum(counter.values()) for counter in self.endings.values())

    def count(self, case: Case, word: str, wrong: Sequence[str]) -> None:
        self.endings.setdefault((case.command, case.how), Counter())[word] += 1
        self.wrong.extend(f"{case}: {what}" for what in wrong)


def prepare(ground: Ground, command: str) -> None:
    """Make the state again in which a finished server is for the next try."""
    for words in _BEFORE[command]:
        ended = ground.run(*words)
        if ended.exit_code != 0 and ended.last["problem"]["code"] != _IS_SO:
            raise AssertionError(f"{words}: {ended.explanation}")


class Trial:
    """All tries on one ground. It measures what each command leaves when it is undisturbed."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._nothing = ground.state()
        self._made: State | None = None
        self._after: dict[str, State] = {}

    # -- what there is to try ---------------------------------------------------------------

    def stages(self, wanted: Sequence[Stage]) -> Iterator[list[Case]]:
        """All cases of each stage; what they are held against is measured on the way."""
        create = self.create_points()
        if "life" in wanted:
            yield list(life_cases(self.life_points()))
        end = self.delete_points()
        if "create" not in wanted:
            return
        if self._ground.machines:
            # the cloud's part is tried where machines are ideas only
            begun = next(n for n, point in enumerate(create) if point.step == "connect")
            create, end = create[begun:], []
        yield [*create_cases(create), *delete_cases(end)]

    def create_points(self) -> list[Point]:
        """Afterwards there is a finished server."""
        points = self._ground.noted(*COMMANDS["create"])
        self._made = self._ground.state()
        return worth_trying(points)

    def life_points(self) -> dict[str, list[Point]]:
        """The points of each command on a finished server, which is there before and after."""
        points = {}
        commands = _WITH_A_MACHINE if self._ground.machines else _WITHOUT
        for _ in range(2):  # at the second time the journal knows all commands
            for command in commands:
                prepare(self._ground, command)
                points[command] = worth_trying(self._ground.noted(*COMMANDS[command]))
                self._after[command] = self._ground.state()
        return points

    def delete_points(self) -> list[Point]:
        """The points of the end of the server that is there; afterwards there is none."""
        return worth_trying(self._ground.noted(*COMMANDS["delete"]))

    # -- tries ------------------------------------------------------------------------------

    def run(self, case: Case, counts: Counts) -> None:
        """Try the case. Afterwards the ground is as it was before."""
        if case.command == "create":
            word, wrong = self._create(case)
        elif case.command == "delete":
            word, wrong = self._delete(case)
        else:
            word, wrong = self._life(case)
        counts.count(case, word, wrong)

    def _create(self, case: Case) -> tuple[str, list[str]]:
        struck, wrong = self._strike(case)
        word = "went on by itself" if struck else "came to its end before"
        if struck and case.how == "finish":
            word = self._go_on()
        if case.how != "remove":
            wrong += self._compared(self._made)
        return word if case.how != "remove" else "removed", wrong + self._remove()

    def _go_on(self) -> str:
        """As a user does: finish what the list shows, and begin anew where it shows nothing."""
        ended = self._ground.run("resume", NAME)
        if ended.exit_code == 0:
            return "finished by resume"
        if ended.last["problem"]["code"] == _NOT_MADE:
            self._must(*COMMANDS["create"])
            return "begun anew"
        return f"resume: {ended.last['problem']['code']}"

    def _remove(self) -> list[str]:
        ended = self._ground.run(*COMMANDS["delete"])
        if ended.exit_code != 0 and ended.last["problem"]["code"] != _NOT_MADE:
            return [f"delete: {ended.last['problem']['code']}"]
        return self._compared(self._nothing)

    def _delete(self, case: Case) -> tuple[str, list[str]]:
        """On an unfinished server: its end is that of a finished one, and it is there soon."""
        machine = Point("event", "step-done", "machine", 1)
        assert self._ground.killed(machine, *COMMANDS["create"])
        struck, wrong = self._strike(case)
        return ("deleted again" if struck else "came to its end before"), wrong + self._remove()

    def _life(self, case: Case) -> tuple[str, list[str]]:
        prepare(self._ground, case.command)
        struck, wrong = self._strike(case)
        word = "went on by itself" if struck else "came to its end before"
        if struck and case.how == "finish":
            ended = self._ground.run(*COMMANDS[case.command])
            word = "done by the same command"
            if ended.exit_code != 0:
                word = f"the same command: {ended.last['problem']['code']}"
                if ended.last["problem"]["code"] != _IS_SO:
                    wrong.append(word)
        return word, wrong + self._compared(self._after.get(case.command))

    def _strike(self, case: Case) -> tuple[bool, list[str]]:
        words = COMMANDS[case.command]
        if case.how != "freeze":
            return self._ground.killed(case.point, *words), []
        froze, code = self._ground.frozen(case.point, *words)
        return froze, [] if code == 0 else [f"ended with {code} after the frost"]

    def _compared(self, expected: State | None) -> list[str]:
        assert expected is not None, "nobody measured what there must be"
        return expected.differences(self._ground.state())

    def _must(self, *words: str) -> None:
        ended = self._ground.run(*words)
        assert ended.exit_code == 0, f"{words}: {ended.explanation}"


def life_cases(points: Mapping[CommandT, Sequence[Point]]) -> Iterator[Case]:
    """Of what is done with a finished server, by command."""
    for command, reached in points.items():
        yield from (Case(command, "finish", point) for point in reached)
    for command, reached in points.items():
        yield from _frozen(command, reached)


def create_cases(points: Sequence[Point]) -> Iterator[Case]:
    yield from killed_creations(points)
    yield from _frozen("create", points)


def killed_creations(points: Sequence[Point]) -> Iterator[Case]:
    """Killed at a journal entry, both ways are tried; at an event, the two in turn."""
    ways: tuple[How, How] = ("finish", "remove")
    for number, point in enumerate(points):
        for how in ways if point.source == "journal" else (ways[number % 2],):
            yield Case("create", how, point)


def delete_cases(points: Sequence[Point]) -> Iterator[Case]:
    yield from (Case("delete", "remove", point) for point in points)
    yield from _frozen("delete", points)


def _frozen(command: str, points: Sequence[Point]) -> Iterator[Case]:
    """Some of the points, evenly."""
    for point in points[:: max(1, len(points) // _FROZEN)][:_FROZEN]:
        yield Case(command, "freeze", point)
