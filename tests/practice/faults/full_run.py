"""Every fault at every call of a create: `python -m tests.practice.faults.full_run`.

Takes about half an hour on a quiet computer. Writes docs/faults.md; ends with 1 where
something must not be.
"""

from __future__ import annotations

import sys
import time
from pathlib import Path

from app.practice.faults import KNOWN, STRIKES, Strikes
from tests.practice.faults.rehearsing import Call, rehearsal
from tests.practice.faults.running import Counts, cases, run_case

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "faults.md"
_HEAD = """# Every fault at every call of a create

Made by `python -m tests.practice.faults.full_run`: first the calls to Azure of a create are
recorded, then for each fault and each call that it can happen at a create is run in which it
happens exactly there. Every run ends in success or in a problem with advice, and what the cloud
holds afterwards is what the user was told is left. A fault that passes by itself (throttling,
conflicts, lost answers, an expired token, …) must end in success.

"""


def document(calls: list[Call], counts: Counts) -> str:
    """The text of docs/faults.md."""
    everything = len(calls) * len(KNOWN)
    lines = [
        (
            f"A create makes {len(calls)} calls (of the polls of an operation only the first "
            f"counts). Of {everything} pairs of a fault and a call {counts.cases} can happen; "
            f"{len(counts.wrong)} ended otherwise than promised."
        ),
        "",
        "| fault | what happens | calls | ended |",
        "| --- | --- | --- | --- |",
    ]
    for fault, meaning in KNOWN.items():
        endings = counts.endings.get(fault)
        if endings is None:
            why = {
                Strikes.PERSON: "calls of people only: `tests/practice/sign_in`",
                Strikes.RUN_COMMAND: "a create runs none: `tests/practice/arm/test_faults.py`",
                Strikes.QUERY: "a create asks none: `tests/practice/azure/test_fleet.py`",
            }.get(STRIKES[fault], "-")
            lines.append(f"| `{fault}` | {meaning} | 0 | {why} |")
            continue
        told = ", ".join(f"{word}: {n}" for word, n in endings.most_common())
        lines.append(f"| `{fault}` | {meaning} | {sum(endings.values())} | {told} |")
    wrong = [f"* {what}" for what in counts.wrong]
    return _HEAD + "\n".join([*lines, *(["", *wrong] if wrong else [])]) + "\n"


def main() -> int:
    counts = Counts()
    with rehearsal() as cloud:
        calls = cloud.calls()
        everything = list(cases(calls))
        began = time.monotonic()
        for number, case in enumerate(everything, 1):
            run_case(cloud, case, counts)
            sys.stderr.write(
                f"\r{number} of {len(everything)}, {time.monotonic() - began:.0f} s, "
                f"{len(counts.wrong)} wrong "
            )
    sys.stderr.write("\n")
    DOCUMENT.write_text(document(calls, counts), encoding="utf-8")
    sys.stdout.write("\n".join(counts.wrong) + "\n")
    return 1 if counts.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
