"""`doctor`: whether this computer, the way to the cloud and the account are fit for it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.asking import can_ask, confirm
from app.cli.cloud import Cloud
from app.cli.ending import Done, Failed
from app.cli.options import AsJson, Practice, Speed
from app.cli.output import Output, choose_output
from app.cli.performing import Work, carry_out, conclude, perform, usage_failure
from app.operations.doctor_check import Check
from app.paths import Paths
from app.text import Text, text, verbatim

if TYPE_CHECKING:
    from app.operations.workspace import Workspace
    from app.plan import Plan

Live = Annotated[
    bool,
    typer.Option(
        "--live",
        help="Also hold what Kumonote takes for true of Azure against Azure itself, with the"
        " account that is signed in. Nothing is made.",
    ),
]
Create = Annotated[
    bool,
    typer.Option(
        "--create",
        help="With --live: make a small server, look at it, and delete it. It costs some cents;"
        " the price is shown first.",
    ),
]
Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether to make it.")]

_COLUMNS = (text("Result"), text("What"), text("What was found"))


def add_to(app: typer.Typer) -> None:
    app.command()(doctor)


def doctor(
    live: Live = False,
    create: Create = False,
    yes: Yes = False,
    practice: Practice = False,
    speed: Speed = None,
    as_json: AsJson = False,
) -> None:
    """Check this computer, the way to the cloud, and the account."""
    output = choose_output(as_json=as_json)
    cloud = Cloud(practice, speed)
    if create and not live:
        conclude(output, usage_failure("live-needed", text("--create needs --live.")))
    if not create:
        perform(lambda work: _look(work, cloud, live=live), as_json=as_json)
    if not yes and (as_json or not can_ask()):
        conclude(
            output,
            usage_failure(
                "confirmation-needed",
                text("Making a server costs money, and nobody can be asked here."),
                text("Add --yes if you are sure."),
            ),
        )
    _look_and_make(output, cloud, yes=yes)


def _look(work: Work, cloud: Cloud, *, live: bool) -> Done:
    from app.operations.doctor import examine
    from app.operations.doctor_cloud import examine_account, examine_way

    paths, cancel, practice = Paths.of_this_user(), work.cancel, cloud.practice
    found = _shown(work, text("This computer"), examine(paths, cancel))
    found += _shown(
        work, text("The way to the cloud"), examine_way(paths, practice=practice, cancel=cancel)
    )
    account = examine_account(paths, practice=practice, emit=_silent, cancel=cancel)
    found += _shown(work, text("The account"), account)
    if live:
        with _workspace(work, cloud) as workspace:
            found += _live(work, workspace)
    return _done(found)


def _look_and_make(output: Output, cloud: Cloud, *, yes: bool) -> None:
    """In two parts: between them the user is asked, who must have read the price."""
    plans: list[Plan] = []

    def before(work: Work) -> Done:
        from app.operations.live_creation import planned

        done = _look(work, cloud, live=True)
        with _workspace(work, cloud) as workspace:
            plan, price = planned(workspace, work.cancel)
        plans.append(plan)
        told = text(
            "A server {name} ({size}, {region}) will be made and deleted. {price}",
            name=plan.answers.name,
            size=plan.size.name,
            region=plan.region_name,
            price=price,
        )
        work.output.fact("cost", {"server": plan.answers.name, "sentence": told}, (told,))
        return done

    ending = carry_out(before, output)
    if isinstance(ending, Failed):
        conclude(output, ending)
    if not yes and not confirm(str(text("Make it?"))):
        conclude(output, usage_failure("not-confirmed", text("Nothing was made.")))

    def make(work: Work) -> Done:
        from app.operations.live_creation import examine_creation

        with _workspace(work, cloud) as workspace:
            checks = examine_creation(workspace, plans[0], work.emit, work.cancel)
            found = _shown(work, text("A server made for it"), checks)
        whole = bool(ending.facts["ok"]) and all(check.ok for check in found)
        return Done(facts={"ok": whole})

    name = plans[0].answers.name
    left = ((text("Remove everything:"), cloud.command("delete", name)),)
    conclude(output, carry_out(make, output, choices=left))


def _live(work: Work, workspace: Workspace) -> list[Check]:
    from app.operations.live_checks import examine_cloud

    checks = examine_cloud(workspace.session, work.cancel)
    return _shown(work, text("What is taken for true of Azure"), checks)


@contextmanager
def _workspace(work: Work, cloud: Cloud) -> Iterator[Workspace]:
    workspace = cloud.open(work)
    try:
        yield workspace
    finally:
        workspace.session.close()


def _shown(work: Work, title: Text, checks: Iterable[Check]) -> list[Check]:
    """Each check for programs as soon as it is made, and all of them as a table for people."""
    found = []
    for check in checks:
        work.output.fact("check", check, ())
        found.append(check)
    work.output.fact("checks", {"title": title, "count": len(found)}, (title,))
    work.output.table(_COLUMNS, [_row(check) for check in found])
    return found


def _row(check: Check) -> tuple[Text, Text, Text]:
    result = text("look") if not check.ok else text("ok") if check.looked else verbatim("-")
    return result, check.name, check.told


def _done(found: list[Check]) -> Done:
    wrong = [check for check in found if not check.ok]
    said = (
        text("Everything is as it should be.")
        if not wrong
        else text("{n} of {all} need a look.", n=len(wrong), all=len(found))
    )
    return Done(facts={"ok": not wrong}, sentences=(said,))


def _silent(_event: object) -> None:
    """What the practice cloud says of its machines is no finding."""
