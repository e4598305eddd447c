"""`sign-in`, `sign-out`, `account`: who works with the cloud."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.ending import Done
from app.cli.options import AsJson
from app.cli.performing import Work, perform
from app.paths import Paths
from app.text import text

if TYPE_CHECKING:
    from app.operations.account import Cloud, SignedIn

Rehearse = Annotated[
    bool,
    typer.Option(
        "--practice",
        help="Rehearse with the people of the practice cloud. It signs in by itself otherwise.",
    ),
]
WithCode = Annotated[
    bool,
    typer.Option("--device-code", help="Show a code to type into a browser on any device."),
]
Tenant = Annotated[
    str,
    typer.Option("--tenant", metavar="NAME", help="The organisation to sign in to, if not yours."),
]


def add_to(app: typer.Typer) -> None:
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    app.command()(account)


def sign_in(
    device_code: WithCode = False,
    tenant: Tenant = "",
    practice: Rehearse = False,
    as_json: AsJson = False,
) -> None:
    """Sign in to Azure, in the browser of this computer or with a code."""

    def operation(work: Work) -> Done:
        from app.azure.guide import Way
        from app.operations.account import sign_in as sign_somebody_in

        way = Way.DEVICE_CODE if device_code else Way.BROWSER
        return _done(sign_somebody_in(_cloud(practice), way, tenant, work.emit, work.cancel))

    perform(operation, as_json=as_json)


def sign_out(practice: Rehearse = False, as_json: AsJson = False) -> None:
    """Forget who is signed in on this computer."""

    def operation(_work: Work) -> Done:
        from app.operations.account import sign_out as sign_somebody_out

        was = sign_somebody_out(_cloud(practice))
        said = text("You are signed out.") if was else text("Nobody was signed in.")
        return Done(facts={"signed_out": was}, sentences=(said,))

    perform(operation, as_json=as_json)


def account(practice: Rehearse = False, as_json: AsJson = False) -> None:
    """Show who is signed in, with their organisations and subscriptions."""

    def operation(work: Work) -> Done:
        from app.operations.account import account as look_up

        return _done(look_up(_cloud(practice), work.emit, work.cancel))

    perform(operation, as_json=as_json)


def _cloud(practice: bool) -> Cloud:
    from app.operations.account import Cloud

    return Cloud(Paths.of_this_user(), practice)


def _done(signed_in: SignedIn) -> Done:
    from app.operations.account import account_sentences

    return Done(facts={"account": signed_in}, sentences=account_sentences(signed_in))
