"""Every fault at every call and every step: `python -m tests.practice.faults.full_run`.

Takes about an hour on a quiet computer; `--only cloud` or `--only machines` does one part, and
keeps the other as it stands. Writes docs/fault-matrix.md; ends with 1 where something must not
be.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final, TypeVar

from app.practice.faults import STRIKES, Strikes
from tests.practice.faults import machines, running
from tests.practice.faults.rehearsing import rehearsal
from tests.practice.faults.running import Counts
from tests.shared.parts import write_part

DOCUMENT: Final = Path(__file__).resolve().parents[3] / "docs" / "fault-matrix.md"
CaseT = TypeVar("CaseT")

_HEAD: Final = """# Every fault at every call and every step of a create

Made by `python -m tests.practice.faults.full_run`. Every run ends in success or in a problem with
advice. A fault that passes by itself (throttling, conflicts, lost answers, an expired token, a
cut connection, …) must end in success.

"""
_CLOUD: Final = "In the cloud"
_MACHINES: Final = "In the machine and on the way to it"
_CLOUD_WORDS: Final = """First the calls to Azure of a create are recorded, then for each fault and
each call that it can happen at a create is run in which it happens exactly there. What the cloud
holds afterwards is what the user was told is left. Each fault looks as `tests/practice/arm`
shows it; a call that is never answered is given up after 5 seconds here, not after a minute."""
_MACHINES_WORDS: Final = """For each fault and each step that needs the machine a create is run in
which it happens as soon as the step starts. The SSH server, the setup program and the notebook
are real, the machine is the reduced one. A machine that does not answer is given up after 60
seconds here, one that falls silent after 30, not after 5 minutes each. After a change of the
network the new address is allowed and the creation gone on with: it must be ready then. In the
last step only the cloud is told; what was seen to work before is ready, whatever happens there.

Tried at the one step where they can happen, and therefore not here: a package lock that is held,
a full disk, an index that is away, sshd that starts anew, a wrong clock (`tests/guest/setup`);
WinRM cut, slow, or with another certificate (`tests/winrm`); proxies and captive portals
(`tests/unit/azure`, `tests/practice/azure`); a sign-in that ends (`tests/practice/sign_in`)."""
_ELSEWHERE: Final[Mapping[Strikes, str]] = {
    Strikes.PERSON: "calls of people only: `tests/practice/sign_in`",
    Strikes.RUN_COMMAND: "a create runs none: `tests/practice/arm/test_faults.py`",
    Strikes.QUERY: "a create asks none: `tests/practice/azure/test_fleet.py`",
}


def cloud_part() -> tuple[str, Counts]:
    with rehearsal() as cloud:
        calls = cloud.calls()
        everything = list(running.cases(calls))
        counts = _counted(everything, lambda case, counts: running.run_case(cloud, case, counts))
    sums = (
        f"A create makes {len(calls)} calls (of the polls of an operation only the first counts). "
        f"Of {len(calls) * len(running.KNOWN)} pairs of a fault and a call {counts.cases} can "
        f"happen; {len(counts.wrong)} ended otherwise than promised."
    )
    table = _table(running.KNOWN, counts, _elsewhere)
    return _part(_CLOUD, _CLOUD_WORDS, sums, table, counts), counts


def _elsewhere(fault: str) -> str:
    return _ELSEWHERE.get(STRIKES.get(fault, Strikes.ANY), "-")


def machines_part() -> tuple[str, Counts]:
    with machines.machines() as there:
        steps = there.steps()
        everything = list(machines.cases(steps))
        counts = _counted(everything, lambda case, counts: machines.run_case(there, case, counts))
    sums = (
        f"{counts.cases} pairs of a fault and one of the steps {', '.join(steps)}; "
        f"{len(counts.wrong)} ended otherwise than promised."
    )
    table = _table(machines.KNOWN, counts, lambda _fault: "-")
    return _part(_MACHINES, _MACHINES_WORDS, sums, table, counts), counts


def _counted(
    everything: Sequence[tuple[str, CaseT]], run: Callable[[tuple[str, CaseT], Counts], None]
) -> Counts:
    counts = Counts()
    began = time.monotonic()
    for number, case in enumerate(everything, 1):
        run(case, counts)
        sys.stderr.write(
            f"\r{number} of {len(everything)}, {time.monotonic() - began:.0f} s, "
            f"{len(counts.wrong)} wrong "
        )
    sys.stderr.write("\n")
    return counts


def _table(
    known: Mapping[str, str], counts: Counts, elsewhere: Callable[[str], str]
) -> Iterator[str]:
    yield "| fault | what happens | cases | ended |"
    yield "| --- | --- | --- | --- |"
    for fault, meaning in known.items():
        endings: Mapping[str, int] = counts.endings.get(fault) or {}
        told = ", ".join(f"{word}: {n}" for word, n in endings.items()) or elsewhere(fault)
        yield f"| `{fault}` | {meaning} | {sum(endings.values())} | {told} |"


def _part(title: str, words: str, sums: str, table: Iterator[str], counts: Counts) -> str:
    wrong = "".join(f"\n* {what}" for what in counts.wrong)
    rows = "\n".join(table) + (wrong and f"\n{wrong}")
    return "\n\n".join([f"## {title}", words, sums, rows]) + "\n"


_PARTS: Final[Mapping[str, tuple[str, Callable[[], tuple[str, Counts]]]]] = {
    "cloud": (_CLOUD, cloud_part),
    "machines": (_MACHINES, machines_part),
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=tuple(_PARTS), help="this part")
    only = parser.parse_args().only
    wrong: list[str] = []
    for name, (_title, make) in _PARTS.items():
        if only and name != only:
            continue
        made, counts = make()
        wrong += counts.wrong
        write_part(DOCUMENT, _HEAD, made, [title for title, _ in _PARTS.values()])
    sys.stdout.write("\n".join(wrong) + "\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
