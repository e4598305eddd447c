"""Kills the window at one point of its work, opens it again, and does what a user would do."""

from __future__ import annotations

import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Literal

from tests.practice.crash.doomed import What
from tests.practice.crash.doomed_window import Act, DoomedWindow
from tests.practice.crash.ground import Ground, State
from tests.practice.crash.points import Point, worth_trying
from tests.practice.crash.processes import begun, ended, explained, text_of
from tests.practice.crash.trying import COMMANDS, Case, Counts

Life = Literal["stop", "start", "delete"]
LIFE: Final[tuple[Life, ...]] = ("stop", "start", "delete")
"""In this order each finds the server as it needs it."""

_DONE: Final = {"stop": "STOPPED", "start": "RUNNING", "delete": "NONE"}
"""What the window shows of the server afterwards."""


@dataclass(frozen=True)
class Visit:
    """One opening of the window: whether it was killed, and what it showed in the end."""

    killed: bool
    shown: str
    reached: tuple[Point, ...] = ()


class WindowTrial:
    """All tries on one ground. It measures what each act leaves when nothing disturbs it."""

    def __init__(self, ground: Ground) -> None:
        self._ground = ground
        self._visit("look")  # a window that was open once leaves its lock
        self._nothing = ground.state()
        self._after: dict[str, State] = {}

    def points(self) -> dict[str, list[Point]]:
        """The points of each act, in the life of one server. Afterwards there is none."""
        return {"create": self.create_points(), **{act: self._points(act) for act in LIFE}}

    def create_points(self) -> list[Point]:
        """Afterwards there is a finished server."""
        return self._points("create")

    def _points(self, act: Act) -> list[Point]:
        points = worth_trying(self._visit(act, "note").reached)
        self._after[act] = self._ground.state()
        return points

    def run(self, case: Case, counts: Counts) -> None:
        """Try the case. Before and afterwards there is no server."""
        if case.command == "create":
            word, wrong = self._create(case)
        else:
            word, wrong = self._life(case)
        counts.count(case, word, wrong)

    def _create(self, case: Case) -> tuple[str, list[str]]:
        killed = self._visit("create", "kill", case.point).killed
        seen = self._visit("look").shown
        word, wrong = "came to its end before", list[str]()
        if case.how == "finish":
            if seen == "NONE":
                word, seen = "begun anew", self._visit("create").shown
            elif seen == "INCOMPLETE":
                word, seen = "Continue", self._visit("continue").shown
            elif killed:
                word = "was done"
            wrong = self._compared("create")
        elif killed:
            word = "removed" if seen != "NONE" else "nothing was made"
        return word, wrong + self._remove(seen)

    def _remove(self, seen: str) -> list[str]:
        """By the button that a server in this state has.

        Where there is none, the journal of a creation that came to do nothing may be there: the
        window shows no server for it, and the next creation of that name takes its place.
        """
        if seen == "NONE":
            now = self._ground.state()
            nothing = replace(self._nothing, journal=now.journal, files=now.files)
            left = nothing.differences(now)
            self._ground.run(*COMMANDS["delete"])
        else:
            seen = self._visit("remove" if seen == "INCOMPLETE" else "delete").shown
            left = [] if seen == "NONE" else [f"the window shows it as {seen} after its removal"]
        return left + self._nothing.differences(self._ground.state())

    def _life(self, case: Case) -> tuple[str, list[str]]:
        """On a server made and brought into its state by undisturbed windows."""
        self._visit("create")
        before = LIFE[: LIFE.index(_life(case.command))]
        for act in before if case.command != "delete" else ():
            self._visit(act)
        killed = self._visit(_life(case.command), "kill", case.point).killed
        seen = self._visit("look").shown
        word = "was done" if killed else "came to its end before"
        if seen != _DONE[case.command]:
            word = "done by the same button"
            if seen == "INCOMPLETE":  # some of it is gone
                word, seen = "Remove everything", self._visit("remove").shown
            else:
                seen = self._visit(_life(case.command)).shown
        wrong = [] if seen == _DONE[case.command] else [f"the window shows it as {seen}"]
        if case.command != "delete":
            wrong += self._compared(case.command)
        return word, wrong + self._remove(seen)

    def _compared(self, act: str) -> list[str]:
        return self._after[act].differences(self._ground.state())

    def _visit(self, act: Act, what: What = "spare", point: Point | None = None) -> Visit:
        with self._doom(act, what, point) as doom:
            code = ended(begun(doom))
            assert code in (0, -signal.SIGKILL), f"{act}: {explained(code, doom)}"
            reached = tuple(Point.of_words(line) for line in text_of(doom.notes).splitlines())
            return Visit(code != 0, text_of(doom.said).strip(), reached)

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


def _life(command: str) -> Life:
    return next(act for act in LIFE if act == command)


def window_cases(points: dict[str, list[Point]]) -> Iterator[Case]:
    """A create killed at a journal entry is gone on with and removed, at an event one in turn."""
    for number, point in enumerate(points["create"]):
        if point.source == "journal" or number % 2 == 0:
            yield Case("create", "finish", point)
        if point.source == "journal" or number % 2 == 1:
            yield Case("create", "remove", point)
    for act in LIFE:
        for point in points[act]:
            yield Case(act, "finish", point)
