"""`catalogue` and `doctor`: what there is, and whether this computer is fit for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated

import typer

from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Practice
from app.cli.performing import Work, perform
from app.operations.doctor_check import Check
from app.paths import Paths
from app.text import text

Region = Annotated[
    str | None, typer.Option("--region", metavar="REGION", help="The region to look at.")
]
Live = Annotated[
    bool,
    typer.Option(
        "--live", help="Also check, with the account signed in, what is assumed about Azure."
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command()(catalogue)
    app.command()(doctor)


def catalogue(region: Region = None, practice: Practice = False, as_json: AsJson = False) -> None:
    """Show the systems, sizes and prices on offer in a region."""

    def operation(work: Work) -> Done:
        from app.operations.offers import look_up, offer_facts, offer_sentences

        offers = look_up(Cloud(practice).open(work), region, work.cancel)
        work.output.fact("catalogue", offer_facts(offers), offer_sentences(offers))
        return Done()

    perform(operation, as_json=as_json)


def doctor(live: Live = False, practice: Practice = False, as_json: AsJson = False) -> None:
    """Check that this computer has what Kumonote needs."""

    def operation(work: Work) -> Done:
        from app.operations.doctor import examine

        found = list(
            _shown(work, examine(Paths.of_this_user(), practice=practice, cancel=work.cancel))
        )
        if live:
            from app.operations.live_checks import examine_cloud

            workspace = Cloud(practice).open(work)
            found += _shown(work, examine_cloud(workspace, work.cancel))
        return Done(facts={"ok": all(check.ok for check in found)})

    perform(operation, as_json=as_json)


def _shown(work: Work, checks: Iterable[Check]) -> Iterator[Check]:
    """Each check, as soon as it is made, in a line of its own."""
    for check in checks:
        mark = text("ok  ") if check.ok else text("look")
        line = text(
            "{mark} {name}: {sentence}", mark=mark, name=check.name, sentence=check.sentence
        )
        work.output.fact("check", check, (line,))
        yield check
