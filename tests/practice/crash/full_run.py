"""Commands killed and frozen everywhere: `python -m tests.practice.crash.full_run`.

Takes some hours with the guests; `--every N` tries every Nth case, `--only PART` does one part and
keeps the others as they stand. Stopped by Ctrl+C it notes what it has tried so far; `--after N`
leaves that out. Writes docs/crash-matrix.md; ends with 1 where something must not be.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.practice.crash.ground import ground
from tests.practice.crash.trying import Counts, How, Stage, Trial
from tests.practice.crash.window_trying import WindowTrial
from tests.shared.parts import write_part

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "crash-matrix.md"
_WAYS: Final[dict[How, str]] = {
    "finish": "killed, then gone on with",
    "remove": "killed, then removed",
    "freeze": "frozen for an hour of the cloud's time, then left alone",
}
_HEAD: Final = """# Commands killed and frozen at every journal entry and every event

Made by `python -m tests.practice.crash.full_run`. Each command is run once undisturbed, and
every journal entry and every event of it is noted. Then for each of them it is run again and
kills itself (SIGKILL) just after exactly that entry or event. What a user would do follows:
the command again (`resume` for a create), or `delete`. Afterwards the resources and tags in
the cloud, the machines that run, the journal and the files of this computer must be what the
undisturbed command left: nothing twice, nothing forgotten. Of the progress that only the clock
makes, the first and one in the middle of each step count. Frozen (SIGSTOP) commands must come
to a good end by themselves. The window is driven by clicks and keys; killed, it is opened again,
and what its buttons offer is done. Killed before it made anything, it shows no server; the journal
of that creation stays, without a secret, until the next one of its name. Killed when all that it
was to do was done, it offers nothing more; the journal goes on saying that the run was cut off.

"""


@dataclass
class Part:
    """Tries on one kind of ground."""

    title: str
    counts: Counts
    planned: int = 0


def run_part(
    part: Part, trial: Trial | WindowTrial, stages: Sequence[Stage], every: int, after: int
) -> None:
    began = time.monotonic()
    for stage in trial.stages(stages):
        todo = stage[max(0, after - part.planned) :: every]
        part.planned += len(stage)
        for case in todo:
            told = len(part.counts.wrong)
            trial.run(case, part.counts)
            _tell(part, began, told)
    sys.stderr.write("\n")


def _tell(part: Part, began: float, told: int) -> None:
    """How far it is, and what was found to be wrong after the first `told`."""
    words = "".join(f"{what}\n" for what in part.counts.wrong[told:])
    sys.stderr.write(
        f"\r{words}{part.title}: {part.counts.cases}, {time.monotonic() - began:.0f} s, "
        f"{len(part.counts.wrong)} wrong "
    )


def section(part: Part) -> str:
    """What docs/crash-matrix.md says of a part."""
    return "\n".join(_lines(part)).rstrip() + "\n"


def _lines(part: Part) -> Iterator[str]:
    yield f"## {part.title}"
    yield ""
    yield (
        f"{part.counts.cases} of {part.planned} cases were tried; "
        f"{len(part.counts.wrong)} ended otherwise than promised."
    )
    yield ""
    yield "| command | disturbed | cases | ended |"
    yield "| --- | --- | --- | --- |"
    for (command, how), endings in sorted(part.counts.endings.items()):
        told = ", ".join(f"{word}: {n}" for word, n in endings.most_common())
        yield f"| `{command}` | {_WAYS[how]} | {sum(endings.values())} | {told} |"
    yield ""
    yield from (f"* {what}" for what in part.counts.wrong)


@dataclass(frozen=True)
class Kind:
    """What belongs to a part. Its `machines` are reduced guests with a real notebook, or ideas."""

    title: str
    trial: type[Trial] | type[WindowTrial]
    machines: bool = False
    stages: Sequence[Stage] = ("life", "create")


_PARTS: Final[Mapping[str, Kind]] = {
    "cloud": Kind("The cloud's part, without the inside of machines", Trial),
    "machines": Kind("Inside machines: a finished server", Trial, True, ("life",)),
    "machines-create": Kind("Inside machines: creations", Trial, True, ("create",)),
    "window": Kind("The window, without the inside of machines", WindowTrial),
    "window-machines": Kind("The window, inside machines", WindowTrial, True, ("life",)),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=1, metavar="N", help="every Nth case only")
    parser.add_argument("--after", type=int, default=0, metavar="N", help="not the first N cases")
    parser.add_argument("--only", choices=tuple(_PARTS), help="this part")
    wanted = parser.parse_args()
    wrong: list[str] = []
    for name, kind in _PARTS.items():
        if wanted.only and name != wanted.only:
            continue
        part = Part(kind.title, Counts())
        try:
            with ground(machines=kind.machines) as tried:
                run_part(part, kind.trial(tried), kind.stages, wanted.every, wanted.after)
        finally:  # what was tried counts, even if somebody stops the run
            wrong += part.counts.wrong
            write_part(DOCUMENT, _HEAD, section(part), [part.title for part in _PARTS.values()])
    sys.stdout.write("\n".join(wrong) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
