"""`list`, `show`, `open`, `delete`."""

from __future__ import annotations

import webbrowser
from pathlib import Path
from typing import Annotated

import typer

from app.cli.asking import can_ask, confirm
from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Fault, Name, Practice, Speed
from app.cli.output import choose_output
from app.cli.performing import Work, conclude, perform, usage_failure
from app.text import Text, text, verbatim

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether you are sure.")]
SaveTo = Annotated[
    Path | None,
    typer.Option(
        "--save-to",
        metavar="FOLDER",
        help="First copy all notebooks into FOLDER; nothing is deleted if that fails.",
    ),
]
OnlyPrint = Annotated[
    bool, typer.Option("--print", help="Only print the address, without opening a browser.")
]


def add_to(app: typer.Typer) -> None:
    app.command("list")(list_servers)
    app.command()(show)
    app.command("open")(open_server)
    app.command()(delete)


def list_servers(practice: Practice = False, as_json: AsJson = False) -> None:
    """List your notebook servers, unfinished ones too."""

    def operation(work: Work) -> Done:
        from app.operations.listing import list_servers
        from app.operations.server_prices import still_billed

        cloud = Cloud(practice)
        workspace = cloud.open(work)
        servers = list_servers(workspace, work.cancel)
        for server in servers:
            work.output.server(server)
        billed = still_billed(workspace, servers, work.cancel)
        none = (text("There are no notebook servers."),)
        return Done(
            facts={"count": len(servers)},
            sentences=tuple(_give_back(cloud, *one) for one in billed) if servers else none,
        )

    perform(operation, as_json=as_json)


def _give_back(cloud: Cloud, name: str, price: Text) -> Text:
    return text(
        "{name} was shut down from inside and still costs {price}."
        " Give its machine back: {command}",
        name=name,
        price=price,
        command=cloud.command("stop", name),
    )


def show(name: Name, practice: Practice = False, as_json: AsJson = False) -> None:
    """Show all that is known of one server."""

    def operation(work: Work) -> Done:
        from app.operations.listing import show_server

        server = show_server(Cloud(practice).open(work), name, work.cancel)
        if as_json:
            work.output.server(server)
        return Done(server)

    perform(operation, as_json=as_json)


def open_server(
    name: Name,
    only_print: OnlyPrint = False,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Open a server's notebook in the browser."""

    def operation(work: Work) -> Done:
        from app.operations.listing import public_server

        server = public_server(Cloud(practice).open(work), name, work.cancel)
        if not only_print and not as_json:
            webbrowser.open(server.url)
        if as_json:
            return Done(server)
        return Done(sentences=(verbatim(server.url),))

    perform(operation, as_json=as_json)


def delete(
    name: Name,
    yes: Yes = False,
    save_to: SaveTo = None,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    as_json: AsJson = False,
) -> None:
    """Delete a server with its disk, its notebooks and its address. This cannot be undone."""
    cloud = Cloud(practice, speed, tuple(fault or ()))
    if not yes:
        _make_sure(name, as_json=as_json)

    def operation(work: Work) -> Done:
        from app.operations.delete import delete as delete_server
        from app.operations.transfer import save_notebooks

        workspace = cloud.open(work)
        if save_to is not None:
            save_notebooks(workspace, name, save_to, work.emit, work.cancel)
        deleted = delete_server(workspace, name, work.emit, work.cancel)
        said = tuple(text("Removed: {thing}", thing=thing) for thing in deleted.removed)
        facts = {
            "server": {"name": name, "state": "deleted", "url": "", "certificate_sha256": ""},
            "removed": deleted.removed,
        }
        return Done(facts=facts, sentences=(*said, text("{name} is deleted.", name=name)))

    again = ((text("Try again:"), cloud.command("delete", name)),)
    perform(operation, as_json=as_json, choices=again)


def _make_sure(name: str, *, as_json: bool) -> None:
    output = choose_output(as_json=as_json)
    if as_json or not can_ask():
        conclude(
            output,
            usage_failure(
                "confirmation-needed",
                text("Deleting cannot be undone, and nobody can be asked here."),
                text("Add --yes if you are sure."),
            ),
        )
    question = text("Delete {name} with its disk, every notebook on it and its address?", name=name)
    if not confirm(str(question)):
        conclude(
            output,
            usage_failure(
                "not-confirmed", text("Nothing was deleted."), text("Say yes, or add --yes.")
            ),
        )
