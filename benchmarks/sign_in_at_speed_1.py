"""A create as a person whose tokens and sign-in end in the middle of it, as slow as Azure.

    .venv/bin/python -m benchmarks.sign_in_at_speed_1

Tokens are good for 40 s by the service and for ten minutes by their own answer, so they are
refused in the middle of the work; when the machine is asked for, the sign-in ends too, and a
person walks through the pages. Prints a row for the table in README.md.
"""

from __future__ import annotations

import sys

from tests.practice.sign_in.creating import create_as_person
from tests.shared.servers import new_practice_home

REAL_SECONDS = 40


def main() -> int:
    with new_practice_home() as home:
        created = create_as_person(home, speed=1, real_seconds=REAL_SECONDS, last_before="machine")
    if created.exit_code:
        sys.stderr.write(f"{created.last}\n")
        return created.exit_code
    whole = created.events[-1][0]
    asked = len(created.named("sign-in-asked"))
    retried = len(created.named("step-retrying"))
    sys.stdout.write(f"| {whole:.0f} s | {created.refused} | {asked} | {retried} |\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
