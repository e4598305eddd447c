"""`practice start|stop|status|env`: the cloud on this computer, for this and other clients."""

from __future__ import annotations

import shlex
from typing import Annotated

import typer

from app.cli.ending import Done
from app.cli.options import AsJson, Fault, GuestKind, Speed
from app.cli.performing import Work, perform
from app.operations.practice_cloud import PracticeWishes
from app.paths import Paths
from app.text import text, verbatim

Wipe = Annotated[bool, typer.Option("--wipe", help="Also remove everything that was made in it.")]


def add_to(app: typer.Typer) -> None:
    app.add_typer(practice, name="practice")


practice = typer.Typer(no_args_is_help=True, help="The practice cloud on this computer.")


@practice.command()
def start(
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Start the practice cloud, if it does not run yet."""

    def operation(work: Work) -> Done:
        from app.operations.practice_cloud import start_practice

        wishes = PracticeWishes(speed=speed, faults=tuple(fault or ()), guest=guest)
        status = start_practice(Paths.of_this_user(), wishes, work.cancel)
        work.output.fact("practice", status.facts, status.sentences)
        return Done()

    perform(operation, as_json=as_json)


@practice.command()
def stop(wipe: Wipe = False, as_json: AsJson = False) -> None:
    """Stop the practice cloud and its guests. Their disks stay, as do the resources."""

    def operation(_work: Work) -> Done:
        from app.operations.practice_cloud import stop_practice

        stopped = stop_practice(Paths.of_this_user(), wipe=wipe)
        said = text("It is stopped.") if stopped else text("It was not running.")
        return Done(facts={"stopped": stopped}, sentences=(said,))

    perform(operation, as_json=as_json)


@practice.command()
def status(as_json: AsJson = False) -> None:
    """Say whether the practice cloud runs, how fast its clock is, and which guests it has."""

    def operation(work: Work) -> Done:
        from app.operations.practice_cloud import practice_status

        found = practice_status(Paths.of_this_user())
        work.output.fact("practice", found.facts, found.sentences)
        return Done()

    perform(operation, as_json=as_json)


@practice.command()
def env(as_json: AsJson = False) -> None:
    """Print shell lines with which another client reaches the practice cloud.

    The client secret among them is good for the practice cloud on this computer only.
    """

    def operation(work: Work) -> Done:
        from app.operations.practice_cloud import practice_environment

        lines = practice_environment(Paths.of_this_user(), work.cancel)
        said = tuple(
            verbatim(f"export {name}={shlex.quote(value)}") for name, value in lines.items()
        )
        work.output.fact("environment", {"variables": lines}, said)
        return Done()

    perform(operation, as_json=as_json)
