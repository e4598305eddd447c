"""The step that removes what is left over."""

from __future__ import annotations

from collections.abc import Sequence

from app.azure.orphans import PART_WORDS, Orphan, PartKind, remove_orphan
from app.azure.session import Session
from app.engine.step import Step, StepRun
from app.text import Text, text

_SECONDS_EACH = 10.0


def orphan_words(orphan: Orphan) -> Text:
    return text("{kind} {name}", kind=PART_WORDS[orphan.kind], name=orphan.name)


class RemoveOrphansStep(Step[tuple[Text, ...]]):
    """One after another, interfaces first: they hold addresses. Its result is what was removed."""

    id = "remove-orphans"

    def __init__(self, session: Session, orphans: Sequence[Orphan]) -> None:
        order = tuple(PartKind)
        self._orphans = sorted(orphans, key=lambda orphan: order.index(orphan.kind))
        self._session = session
        self.weight_seconds = _SECONDS_EACH * len(self._orphans)

    @property
    def name(self) -> Text:
        return text("Leftovers")

    @property
    def status(self) -> Text:
        return text("Removing what is left over…")

    @property
    def description(self) -> Text:
        return text("Delete disks, addresses and interfaces of ours that no machine uses.")

    def probe(self, run: StepRun) -> None:
        """Whether each is still there is found out while removing."""

    def apply(self, run: StepRun) -> tuple[Text, ...]:
        removed = []
        for place, orphan in enumerate(self._orphans):
            words = orphan_words(orphan)
            run.log(text("Removing {thing}…", thing=words))

            def tick(elapsed: float, place: int = place) -> None:
                share = elapsed / (elapsed + _SECONDS_EACH / 2)
                run.progress((place + share) / len(self._orphans))

            if remove_orphan(self._session, orphan, run.cancel, tick):
                removed.append(words)
        return tuple(removed)

    def undo(self, run: StepRun) -> None:
        """What is removed stays removed."""
