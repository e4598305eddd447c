"""`catalogue` and `terms`: what there is, and under which conditions."""

from __future__ import annotations

from typing import Annotated

import typer

from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Practice
from app.cli.performing import Work, perform
from app.settings import CURRENCIES
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


def add_to(app: typer.Typer) -> None:
    app.command()(catalogue)
    app.command()(terms)


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
