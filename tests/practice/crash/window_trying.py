"""Kills or freezes the window at one point of its work, and does what a user would do then."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal, get_args

from tests.practice.crash.doomed import What
from tests.practice.crash.doomed_window import Act, DoomedWindow
from tests.practice.crash.ground import Ground, State
from tests.practice.crash.points import Point, worth_trying
from tests.practice.crash.processes import begun, ended, explained, text_of, thawed
from tests.practice.crash.trying import (
    COMMANDS,
    NEEDS_A_MACHINE,
    Case,
    Counts,
    Stage,
    create_cases,
    delete_cases,
    life_cases,
    prepare,
)

Life = Literal["stop", "start", "resize", "repair"]
_LIFE: Final[tuple[Life, ...]] = ("stop", "start", "resize")
_WITH_A_MACHINE: Final[tuple[Life, ...]] = (NEEDS_A_MACHINE,)
"""What is done with a finished server, which is there before and after."""

_DONE: Final[dict[str, str]] = {
    "create": "RUNNING",
    "resize": "RUNNING",
    "stop": "STOPPED",
    "start": "RUNNING",
    "delete": "NONE",
    "repair": "RUNNING",
}
"""What the window shows of the server afterwards."""


@dataclass(frozen=True)
class Visit:
    """One opening of the window: whether it was killed or frozen, and what it showed in the end."""

    struck: bool
    shown: str
    reached: tuple[Point, ...] = ()


class WindowTrial:
    """All tries on one ground. It measures what each act leaves when nothing disturbs it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._visit("look")  # a window that was open once leaves its lock
        self._nothing = ground.state()
        self._after: dict[str, State] = {}

    def stages(self, wanted: Sequence[Stage]) -> Iterator[list[Case]]:
        """All cases of each stage; what they are held against is measured on the way."""
        create = self.create_points()
        if "life" in wanted:
            yield list(life_cases(self._life_points()))
        end = self._points("delete")
        if "create" in wanted:
            yield [*create_cases(create), *delete_cases(end)]

    def create_points(self) -> list[Point]:
        """Afterwards there is a finished server."""
        return self._points("create")

    def _life_points(self) -> dict[Life, list[Point]]:
        points = {}
        for _ in range(2):  # at the second time the journal knows all of it
            for act in _WITH_A_MACHINE if self._ground.machines else _LIFE:
                prepare(self._ground, act)
                points[act] = self._points(act)
        return points

    def _points(self, act: Act) -> list[Point]:
        points = worth_trying(self._visit(act, "note").reached)
        self._after[act] = self._ground.state()
        return points

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
        if case.how == "freeze":
            word, seen, wrong = self._frozen("create", case.point)
            return word, wrong + self._remove(seen)
        killed = self._visit("create", "kill", case.point).struck
        seen = self._visit("look").shown
        word, wrong = "came to its end before", list[str]()
        if case.how == "finish":
            if seen == "NONE":
                word, seen = "begun anew", self._visit("create").shown
            elif seen == "INCOMPLETE":
                word, seen = "Continue", self._visit("continue").shown
            elif killed:
                word = "was done"
            wrong = self._judged("create", seen, cut=word == "was done")
        elif killed:
            word = "removed" if seen != "NONE" else "nothing was made"
        return word, wrong + self._remove(seen)

    def _delete(self, case: Case) -> tuple[str, list[str]]:
        """Of a finished server; one that is partly gone has a button of its own."""
        self._visit("create")
        if case.how == "freeze":
            word, seen, wrong = self._frozen("delete", case.point)
            return word, wrong + self._remove(seen)
        killed = self._visit("delete", "kill", case.point).struck
        seen = self._visit("look").shown
        word = "came to its end before"
        if killed:
            word = {"NONE": "was done", "INCOMPLETE": "Remove everything"}.get(seen, "Delete")
        return word, self._remove(seen)

    def _remove(self, seen: str) -> list[str]:
        """By the button that a server in this state has.

        Where there is none, the journal of a creation that came to do nothing may be there: the
        window shows no server for it, and the next creation of that name takes its place.
        """
        if seen == "NONE":
            now = self._ground.state()
            nothing = replace(
                self._nothing, outcome=now.outcome, journal=now.journal, files=now.files
            )
            left = nothing.differences(now)
            self._ground.run(*COMMANDS["delete"])
        else:
            seen = self._visit("remove" if seen == "INCOMPLETE" else "delete").shown
            left = [] if seen == "NONE" else [f"the window shows it as {seen} after its removal"]
        return left + self._nothing.differences(self._ground.state())

    def _life(self, case: Case) -> tuple[str, list[str]]:
        act = next(act for act in get_args(Life) if act == case.command)
        prepare(self._ground, act)
        if case.how == "freeze":
            word, _, wrong = self._frozen(act, case.point)
            return word, wrong
        killed = self._visit(act, "kill", case.point).struck
        seen = self._visit("look").shown
        word = "was done" if killed else "came to its end before"
        if act == "resize" and self._ground.state().sizes == self._after[act].sizes:
            if seen == "STOPPED":
                word, seen = "was done, then Start", self._visit("start").shown
        elif act in ("resize", "repair") or seen != _DONE[act]:
            word, seen = "done by the same button", self._visit(act).shown
        return word, self._judged(act, seen, cut=word == "was done")

    def _frozen(self, act: Act, point: Point) -> tuple[str, str, list[str]]:
        """It must come to a good end by itself. Says how it went, and what is shown in the end."""
        visit = self._visit(act, "freeze", point)
        word = "went on by itself" if visit.struck else "came to its end before"
        return word, visit.shown, self._judged(act, visit.shown)

    def _judged(self, act: str, seen: str, *, cut: bool = False) -> list[str]:
        """`cut`: the journal may tell truthfully that a run was cut off after it did its work."""
        wrong = [] if seen == _DONE[act] else [f"the window shows it as {seen}"]
        now, after = self._ground.state(), self._after[act]
        return wrong + (replace(after, outcome=now.outcome) if cut else after).differences(now)

    def _visit(self, act: Act, what: What = "spare", point: Point | None = None) -> Visit:
        with self._doom(act, what, point) as doom:
            process = begun(doom)
            froze, code = thawed(process) if what == "freeze" else (False, ended(process))
            assert code in (0, -signal.SIGKILL), f"{act}: {explained(code, doom)}"
            reached = tuple(Point.of_words(line) for line in text_of(doom.notes).splitlines())
            return Visit(froze or code != 0, text_of(doom.said).strip(), reached)

    @contextmanager
    def _doom(self, act: Act, what: What, point: Point | None) -> Iterator[DoomedWindow]:
        with tempfile.TemporaryDirectory(prefix="kumonote-") as folder:
            doom = DoomedWindow(
                act=act,
                environment={**self._ground.home.environment, "QT_QPA_PLATFORM": "offscreen"},
                folder=Path(folder),
                what=what,
                point=point,
                machines=self._ground.machines,
            )
            doom.given.write_text(f"{self._ground.password.reveal()}\n")
            yield doom
