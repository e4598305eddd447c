"""`remote-desktop`: the screen of a Windows server, for this computer and for a while."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.asking import can_ask, confirm
from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Fault, Name, Practice, Speed
from app.cli.output import choose_output
from app.cli.performing import Work, carry_out, conclude, usage_failure
from app.text import Text, text

if TYPE_CHECKING:
    from app.operations.remote_desktop import RemoteDesktop
    from app.secret import Secret

Open = Annotated[bool, typer.Option("--open", help="Let this computer connect, and nobody else.")]
Close = Annotated[bool, typer.Option("--close", help="Let nobody connect any more.")]


def add_to(app: typer.Typer) -> None:
    app.command("remote-desktop")(remote_desktop)


def remote_desktop(
    name: Name,
    open_it: Open = False,
    close_it: Close = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    as_json: AsJson = False,
) -> None:
    """Show, open or close the way to the screen of a Windows server.

    On a terminal the administrator's password is shown if you say so; nowhere else.
    """
    cloud = Cloud(practice, speed, tuple(fault or ()))
    output = choose_output(as_json=as_json)
    if open_it and close_it:
        conclude(output, usage_failure("open-or-close", text("Open it or close it?")))
    passwords: list[Secret] = []

    def operation(work: Work) -> Done:
        from app.operations import remote_desktop as core

        workspace = cloud.open(work)
        if open_it:
            found = core.open_remote_desktop(workspace, name, work.emit, work.cancel)
        elif close_it:
            found = core.close_remote_desktop(workspace, name, work.emit, work.cancel)
        else:
            found = core.look_up_remote_desktop(workspace, name, work.cancel)
        if found.password is not None and not close_it:
            passwords.append(found.password)
        return Done(facts=_facts(name, found), sentences=_sentences(cloud, name, found))

    ending = carry_out(operation, output)
    if isinstance(ending, Done) and passwords and not as_json and can_ask():
        for sentence in ending.sentences:
            typer.echo(str(sentence), err=True)
        ending = Done(facts=ending.facts)
        if confirm(str(text("Show the administrator's password on this screen?"))):
            typer.echo(f"  {passwords[0].reveal()}", err=True)
    conclude(output, ending)


def _facts(name: str, found: RemoteDesktop) -> dict[str, object]:
    return {
        "name": name,
        "open": bool(found.allowed),
        "allowed": found.allowed,
        "host": found.host,
        "port": found.port,
        "user": found.user,
        "password_kept": found.password is not None,
    }


def _sentences(cloud: Cloud, name: str, found: RemoteDesktop) -> tuple[Text, ...]:
    if not found.allowed:
        return (
            text("Remote Desktop of {name} is closed.", name=name),
            text(
                "Open it with: {command}", command=cloud.command("remote-desktop", name, "--open")
            ),
        )
    lines = (
        text(
            "Remote Desktop of {name} is open for {address} alone.",
            name=name,
            address=found.allowed,
        ),
        text(
            "Connect to {host}:{port} as {user}.", host=found.host, port=found.port, user=found.user
        ),
    )
    without = (
        (text("This computer does not have the password; “repair” makes a new one."),)
        if found.password is None
        else ()
    )
    command = cloud.command("remote-desktop", name, "--close")
    return (*lines, *without, text("Close it when you are done: {command}", command=command))
