"""`sign-in`, `sign-out`, `forget-secrets`, `account`: who works with the cloud, and in what."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Final

import typer

from app.cli.asking import can_ask, confirm
from app.cli.ending import Done
from app.cli.options import AsJson, Yes
from app.cli.output import choose_output
from app.cli.performing import Work, conclude, perform, usage_failure
from app.paths import Paths
from app.text import text

if TYPE_CHECKING:
    from app.operations.account import SignedIn
    from app.operations.known_account import Cloud

Rehearse = Annotated[
    bool,
    typer.Option(
        "--practice",
        help="Rehearse with the people of the practice cloud, which signs in by itself otherwise.",
    ),
]
WithCode = Annotated[
    bool,
    typer.Option("--code", help="Show a code to type into a browser on any device."),
]
Tenant = Annotated[
    str,
    typer.Option("--tenant", metavar="NAME", help="The organisation to sign in to, if not yours."),
]
Use = Annotated[
    str,
    typer.Option(
        "--use", metavar="SUBSCRIPTION", help="Work in this subscription from now on (id or name)."
    ),
]

_SERVERS_STAY: Final = text("Servers in Azure stay as they are and go on costing money.")


def add_to(app: typer.Typer) -> None:
    app.command("sign-in")(sign_in)
    app.command("sign-out")(sign_out)
    app.command("forget-secrets")(forget_secrets)
    app.command()(account)


def sign_in(
    code: WithCode = False,
    tenant: Tenant = "",
    practice: Rehearse = False,
    as_json: AsJson = False,
) -> None:
    """Sign in to Azure, in the browser of this computer or with a code."""

    def operation(work: Work) -> Done:
        from app.azure.graphical_browser import has_browser
        from app.azure.guide import Way
        from app.operations.account import account_session
        from app.operations.account import sign_in as sign_somebody_in

        way = Way.BROWSER if has_browser() and not code else Way.DEVICE_CODE
        with account_session(_cloud(practice), work.emit, work.cancel) as session:
            return _done(sign_somebody_in(session, way, tenant, work.cancel))

    perform(operation, as_json=as_json)


def sign_out(practice: Rehearse = False, as_json: AsJson = False) -> None:
    """Forget who is signed in on this computer."""

    def operation(_work: Work) -> Done:
        from app.operations.account import sign_out as sign_somebody_out

        was = sign_somebody_out(_cloud(practice))
        said = text("You are signed out.") if was else text("Nobody was signed in.")
        return Done(facts={"signed_out": was}, sentences=(said,))

    perform(operation, as_json=as_json)


def forget_secrets(yes: Yes = False, as_json: AsJson = False) -> None:
    """Forget all keys, passwords and sign-ins that Kumonote keeps on this computer.

    Servers in Azure stay, and go on costing. `repair` makes new keys for them.
    """
    if not yes:
        _make_sure(as_json=as_json)

    def operation(_work: Work) -> Done:
        from app.operations.forget_secrets import forget_secrets as forget

        forgotten = forget(Paths.of_this_user())
        facts = {"servers": forgotten.servers, "sign_ins": forgotten.sign_ins}
        return Done(
            facts=facts,
            sentences=(
                text("No key, no password and no sign-in of Kumonote's is on this computer now."),
                _SERVERS_STAY,
            ),
        )

    perform(operation, as_json=as_json)


def account(use: Use = "", practice: Rehearse = False, as_json: AsJson = False) -> None:
    """Show who is signed in, with their organisations and subscriptions; choose among those."""

    def operation(work: Work) -> Done:
        from app.operations.account import (
            account_session,
            require_somebody,
            signed_in,
            use_subscription,
        )

        require_somebody(_cloud(practice))
        with account_session(_cloud(practice), work.emit, work.cancel) as session:
            if use:
                return _done(use_subscription(session, use, work.cancel))
            return _done(signed_in(session, work.cancel))

    perform(operation, as_json=as_json)


def _make_sure(*, as_json: bool) -> None:
    output = choose_output(as_json=as_json)
    if as_json or not can_ask():
        conclude(
            output,
            usage_failure(
                "confirmation-needed",
                text("What is forgotten cannot be brought back, and nobody can be asked here."),
                text("Add --yes if you are sure."),
            ),
        )
    typer.echo(str(_SERVERS_STAY), err=True)
    question = text("Forget all keys, passwords and sign-ins on this computer?")
    if not confirm(str(question)):
        conclude(
            output,
            usage_failure(
                "not-confirmed", text("Nothing was forgotten."), text("Say yes, or add --yes.")
            ),
        )


def _cloud(practice: bool) -> Cloud:
    from app.operations.known_account import Cloud

    return Cloud(Paths.of_this_user(), practice)


def _done(found: SignedIn) -> Done:
    from app.operations.account_words import account_sentences

    return Done(facts={"account": found}, sentences=account_sentences(found))
