"""`orphans`: disks, addresses and interfaces that no machine uses, and what they cost."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.asking import can_ask, confirm
from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Fault, Practice, Speed, Yes
from app.cli.output import choose_output
from app.cli.performing import Work, conclude, perform, usage_failure
from app.text import Text, text

if TYPE_CHECKING:
    from app.operations.orphans import Leftover

Remove = Annotated[
    bool,
    typer.Option("--remove", help="Delete them, but for those of unfinished servers."),
]


def add_to(app: typer.Typer) -> None:
    app.command()(orphans)


def orphans(
    remove: Remove = False,
    yes: Yes = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    as_json: AsJson = False,
) -> None:
    """List what is left over of servers and still costs money, and remove it.

    Only what Kumonote made counts, and only what no machine uses.
    """
    cloud = Cloud(practice, speed, tuple(fault or ()))
    if remove and not yes:
        _make_sure(as_json=as_json)

    def operation(work: Work) -> Done:
        from app.operations.orphans import look_up_orphans, remove_orphans

        workspace = cloud.open(work)
        found = look_up_orphans(workspace, work.cancel)
        for leftover in found:
            work.output.fact("orphan", _facts(leftover), (_line(cloud, leftover),))
        if not remove:
            return Done(facts={"count": len(found)}, sentences=_conclusion(cloud, found))
        removed = remove_orphans(workspace, found, work.emit, work.cancel)
        said = tuple(text("Removed: {thing}", thing=thing) for thing in removed)
        none = (text("There was nothing to remove."),)
        return Done(facts={"count": len(found), "removed": removed}, sentences=said or none)

    perform(operation, as_json=as_json)


def _facts(leftover: Leftover) -> dict[str, object]:
    orphan = leftover.orphan
    return {
        "kind": orphan.kind,
        "name": orphan.name,
        "group": orphan.group,
        "region": orphan.region,
        "id": orphan.id,
        "month": leftover.month,
        "currency": leftover.currency,
        "server": orphan.server,
        "removable": leftover.removable,
    }


def _line(cloud: Cloud, leftover: Leftover) -> Text:
    from app.operations.orphan_words import leftover_line

    line = leftover_line(leftover)
    if leftover.removable:
        return line
    command = cloud.command("delete", leftover.orphan.server)
    return text("{line}; it goes with: {command}", line=line, command=command)


def _conclusion(cloud: Cloud, found: Sequence[Leftover]) -> tuple[Text, ...]:
    from app.operations.orphan_words import sum_words

    removable = [leftover for leftover in found if leftover.removable]
    if not found:
        return (text("Nothing is left over."),)
    if not removable:
        return ()
    command = cloud.command("orphans", "--remove")
    return (sum_words(removable), text("Remove it with: {command}", command=command))


def _make_sure(*, as_json: bool) -> None:
    output = choose_output(as_json=as_json)
    if as_json or not can_ask():
        conclude(
            output,
            usage_failure(
                "confirmation-needed",
                text("Removing cannot be undone, and nobody can be asked here."),
                text("Add --yes if you are sure."),
            ),
        )
    question = text("Delete every disk, address and interface of Kumonote that no machine uses?")
    if not confirm(str(question)):
        conclude(
            output,
            usage_failure(
                "not-confirmed", text("Nothing was removed."), text("Say yes, or add --yes.")
            ),
        )
