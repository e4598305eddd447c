"""`list`, `show`, `open`, `delete`, `save-logs`."""

from __future__ import annotations

import webbrowser
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from app.cli.asking import can_ask, confirm
from app.cli.cloud import Cloud
from app.cli.ending import Done, Ending, Failed
from app.cli.options import AsJson, Fault, Name, Practice, Speed, Yes
from app.cli.output import choose_output
from app.cli.performing import (
    Choices,
    Work,
    carry_out,
    conclude,
    perform,
    usage_failure,
)
from app.problems import Action
from app.text import Text, text, verbatim

SaveTo = Annotated[
    Path | None,
    typer.Option(
        "--save-to",
        metavar="FOLDER",
        help="First copy all notebooks into FOLDER; nothing is deleted if that fails.",
    ),
]
LogsFolder = Annotated[
    Path | None,
    typer.Option("--to", metavar="FOLDER", help="Where to; without it, the folder of the logs."),
]
LogsTo = Annotated[
    Path | None,
    typer.Option(
        "--logs-to",
        metavar="FOLDER",
        help="Where to save the logs about a creation that failed, before it is deleted.",
    ),
]
WithoutLogs = Annotated[
    bool, typer.Option("--without-logs", help="Save no logs about a creation that failed.")
]
OnlyPrint = Annotated[
    bool, typer.Option("--print", help="Only print the address, without opening a browser.")
]


def add_to(app: typer.Typer) -> None:
    app.command("list")(list_servers)
    app.command()(show)
    app.command("open")(open_server)
    app.command()(delete)
    app.command()(save_logs)


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
    logs_to: LogsTo = None,
    without_logs: WithoutLogs = False,
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
        deleted = delete_server(
            workspace, name, work.emit, work.cancel, logs_to=logs_to, without_logs=without_logs
        )
        said = tuple(text("Removed: {thing}", thing=thing) for thing in deleted.removed)
        if deleted.evidence is not None:
            said = (deleted.evidence.sentence, *said)
        facts = {
            "server": {"name": name, "state": "deleted", "url": "", "certificate_sha256": ""},
            "removed": deleted.removed,
            **({"logs": str(deleted.evidence.file)} if deleted.evidence else {}),
        }
        return Done(facts=facts, sentences=(*said, text("{name} is deleted.", name=name)))

    ending = carry_out(
        operation, output := choose_output(as_json=as_json), choices=_again(cloud, name)
    )
    conclude(output, _with_way_around(ending, cloud, name))


def _again(cloud: Cloud, name: str) -> Choices:
    return ((text("Try again:"), cloud.command("delete", name)),)


def _with_way_around(ending: Ending, cloud: Cloud, name: str) -> Ending:
    """`ending`, with the way on where only the logs could not be saved."""
    if not isinstance(ending, Failed):
        return ending
    if ending.problem.alternative is not Action.REMOVE_WITHOUT_LOGS:
        return ending
    elsewhere = cloud.command("delete", name, "--logs-to", "FOLDER")
    without = cloud.command("delete", name, "--without-logs")
    choices = (
        (text("Save the logs elsewhere:"), elsewhere),
        (text("Remove everything without the logs:"), without),
    )
    return replace(ending, choices=choices)


def save_logs(
    name: Name,
    to: LogsFolder = None,
    practice: Practice = False,
    as_json: AsJson = False,
) -> None:
    """Save logs that tell why a server failed: Kumonote's, the machine's, its console.

    The server stays as it is. Secrets are replaced by dots.
    """

    def operation(work: Work) -> Done:
        from app.operations.evidence import save_logs as save

        saved = save(Cloud(practice).open(work), name, to, work.emit, work.cancel)
        facts = {"logs": str(saved.file), "pieces": saved.pieces, "missing": saved.missing}
        return Done(facts=facts, sentences=(*saved.missing, saved.sentence))

    perform(operation, as_json=as_json)


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
