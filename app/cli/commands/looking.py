"""`catalogue`, `terms` and `doctor`: what there is, and whether this computer is fit for it."""

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
from app.settings import CURRENCIES
from app.text import text
from app.wizard.answers import SystemAnswers, SystemKind


def _checked_currency(code: str) -> str:
    if code and code.upper() not in CURRENCIES:
        raise typer.BadParameter(", ".join(CURRENCIES))
    return code.upper()


Region = Annotated[
    str | None, typer.Option("--region", metavar="REGION", help="The region to look at.")
]
Whole = Annotated[bool, typer.Option("--all", help="Show every size and every region.")]
Refresh = Annotated[
    bool, typer.Option("--refresh", help="Ask Azure anew, whatever was kept from earlier.")
]
Currency = Annotated[
    str,
    typer.Option(
        "--currency",
        metavar="CODE",
        callback=_checked_currency,
        help="The currency of the prices, such as EUR; without it that of the settings.",
    ),
]
System = Annotated[
    SystemKind, typer.Argument(metavar="SYSTEM", help="ubuntu, opensuse or windows.")
]
Accept = Annotated[
    bool, typer.Option("--accept", help="I have read the terms and agree for my subscription.")
]
Live = Annotated[
    bool,
    typer.Option(
        "--live", help="Also check, with the account signed in, what is assumed about Azure."
    ),
]


def add_to(app: typer.Typer) -> None:
    app.command()(catalogue)
    app.command()(terms)
    app.command()(doctor)


def catalogue(
    region: Region = None,
    whole: Whole = False,
    currency: Currency = "",
    refresh: Refresh = False,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Show the systems, sizes and prices on offer in a region."""

    def operation(work: Work) -> Done:
        from app.cli.offer_lines import offer_lines
        from app.operations.offer_facts import offer_facts
        from app.operations.offers import available_sizes, look_around, look_up, price

        workspace = Cloud(practice).open(work)
        look = look_up if refresh else look_around
        offers = look(workspace, region, work.cancel, currency=currency)
        if whole:
            names = available_sizes(offers)
            offers = price(workspace, offers, names, work.cancel, currency=currency)
        hours = workspace.settings.prices.hours_a_day
        work.output.fact(
            "catalogue",
            offer_facts(offers, hours_a_day=hours),
            offer_lines(offers, whole=whole, hours_a_day=hours),
        )
        return Done()

    perform(operation, as_json=as_json)


def terms(
    system: System,
    accept: Accept = False,
    region: Region = None,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Show the terms of a system, where it has any; --accept agrees to them."""

    def operation(work: Work) -> Done:
        from app.cli.term_lines import term_lines
        from app.operations.terms import accept_terms, terms_to_read

        workspace = Cloud(practice).open(work)
        place = region or SystemAnswers().region
        found = terms_to_read(workspace, system.value, place, work.cancel)
        if found is not None and accept:
            accept_terms(workspace, system.value, place, work.cancel)
        facts = {"terms": found, "accepted": found is None or accept}
        work.output.fact("terms", facts, term_lines(found, accepted=accept))
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
