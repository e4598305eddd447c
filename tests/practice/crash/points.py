"""The moments of a command at which it is killed or frozen: journal entries and events."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

Source = Literal["journal", "event"]


@dataclass(frozen=True)
class Point:
    """Just after the `nth` journal entry, or event, of that name about that step.

    Names and steps, not places in a row: steps run side by side, in an order of the moment.
    """

    source: Source
    name: str
    step: str
    nth: int

    def __str__(self) -> str:
        about = f" {self.step}" if self.step else ""
        return f"{self.source}: {self.name}{about} #{self.nth}"

    @classmethod
    def of_words(cls, words: str) -> Point:
        """The reverse of `words`."""
        source, name, step, nth = words.split("/")
        if source not in ("journal", "event"):
            raise ValueError(f"no point: {words!r}")
        return cls("journal" if source == "journal" else "event", name, step, int(nth))

    @property
    def words(self) -> str:
        """For a command line."""
        return f"{self.source}/{self.name}/{self.step}/{self.nth}"


class Counting:
    """Says which point each entry and each event is. For use from several threads."""

    def __init__(self) -> None:
        self._seen: Counter[tuple[Source, str, str]] = Counter()
        self._lock = threading.Lock()

    def reached(self, source: Source, facts: dict[str, Any]) -> Point:
        name = str(facts["kind" if source == "journal" else "event"])
        step = str(facts.get("step") or "")
        with self._lock:
            self._seen[source, name, step] += 1
            return Point(source, name, step, self._seen[source, name, step])


def worth_trying(reached: Sequence[Point]) -> list[Point]:
    """All points of an undisturbed command, without the progress that only the clock makes.

    Of the progress of a step, which another run tells more often or less, the first and one
    in the middle count.
    """
    told = Counter(point.step for point in reached if point.name == "progress")
    return [
        point
        for point in reached
        if point.name != "progress" or point.nth in (1, 1 + told[point.step] // 2)
    ]
