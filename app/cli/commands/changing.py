"""`resize` and `schedule`: what can be changed about a server that is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from app.cli.cloud import Cloud
from app.cli.ending import Done
from app.cli.options import AsJson, Fault, GuestKind, Name, Practice, Speed
from app.cli.performing import Choices, Work, perform
from app.text import Text, text

if TYPE_CHECKING:
    from app.azure.resizing import Fit
    from app.operations.daily_stop import DailyStop
    from app.operations.resize import Resizing

NewSize = Annotated[
    str,
    typer.Option("--size", metavar="SIZE", help="The new size. Without it, those that fit."),
]
AllSizes = Annotated[
    bool, typer.Option("--all", help="List also the sizes that do not fit, and why.")
]
StopTime = Annotated[
    str | None,
    typer.Option(
        "--daily-stop",
        metavar="TIME",
        help="When it stops each day, e.g. 19:00, or off. Without it, how it is now.",
    ),
]
Zone = Annotated[
    str,
    typer.Option("--time-zone", metavar="ZONE", help="Where that time is meant, e.g. Asia/Tokyo."),
]

OFF = "off"


def add_to(app: typer.Typer) -> None:
    app.command()(resize)
    app.command()(schedule)


def resize(
    name: Name,
    size: NewSize = "",
    every: AllSizes = False,
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    guest: GuestKind = None,
    as_json: AsJson = False,
) -> None:
    """Give a server more or less cores and memory. Its files and its address stay.

    The machine boots again; where its hardware does not have the size, it is stopped first
    and started elsewhere. A stopped server stays stopped.
    """
    cloud = Cloud(practice, speed, tuple(fault or ()), guest)

    def change(work: Work) -> Done:
        from app.operations.resize import resize as resize_server

        return Done(resize_server(cloud.open(work), name, size, work.emit, work.cancel))

    def look(work: Work) -> Done:
        from app.operations.resize import look_up_sizes

        resizing = look_up_sizes(cloud.open(work), name, work.cancel)
        fits = resizing.fits
        for fit in sorted(fits.all, key=lambda f: f.size.name) if every else fits.possible:
            work.output.fact("size", size_facts(resizing, fit), (size_line(resizing, fit),))
        return Done(
            facts={"size": fits.now.name, "count": len(fits.possible)},
            sentences=(
                text(
                    "{name} has {size} ({price}).",
                    name=name,
                    size=fits.now.name,
                    price=resizing.price(fits.now.name),
                ),
                *_how(cloud, name),
            ),
        )

    perform(change if size else look, as_json=as_json, choices=_after_a_stop(cloud, name, size))


def schedule(
    name: Name,
    daily_stop: StopTime = None,
    time_zone: Zone = "",
    practice: Practice = False,
    speed: Speed = None,
    fault: Fault = None,
    as_json: AsJson = False,
) -> None:
    """Show, set or remove the time at which a server stops every day."""
    cloud = Cloud(practice, speed, tuple(fault or ()))

    def operation(work: Work) -> Done:
        from app.operations.daily_stop import look_up_daily_stop, set_daily_stop

        workspace = cloud.open(work)
        if daily_stop is None:
            return _told(name, look_up_daily_stop(workspace, name, work.cancel))
        time = "" if daily_stop.lower() == OFF else daily_stop
        return _told(name, set_daily_stop(workspace, name, time, time_zone, work.emit, work.cancel))

    perform(operation, as_json=as_json)


def size_facts(resizing: Resizing, fit: Fit) -> dict[str, object]:
    """One size for programs; the price is everything together per hour while it runs."""
    prices = resizing.prices.get(fit.size.name)
    return {
        "name": fit.size.name,
        "cores": fit.size.cores,
        "memory_gib": fit.size.memory_gib,
        "fits": fit.obstacle is None,
        "stops_first": resizing.stops_first(fit),
        "obstacle": fit.obstacle,
        "running_hour": prices.running() if prices else None,
        "currency": prices.currency if prices else "",
    }


def size_line(resizing: Resizing, fit: Fit) -> Text:
    """One size for people."""
    from app.azure.resizing import obstacle_words
    from app.operations.resize import size_words

    words = size_words(fit.size)
    if fit.obstacle is not None:
        return text("  {size}: {why}", size=words, why=obstacle_words(fit, resizing.fits.now))
    price = resizing.price(fit.size.name)
    if resizing.stops_first(fit):
        return text("  {size}, {price}, after a stop", size=words, price=price)
    return text("  {size}, {price}", size=words, price=price)


def _how(cloud: Cloud, name: str) -> Iterator[Text]:
    command = cloud.command("resize", name, "--size", "SIZE")
    yield text("Change it with: {command}", command=command)


def _after_a_stop(cloud: Cloud, name: str, size: str) -> Choices:
    """What to do when a change of the size ended in the middle."""
    if not size:
        return ()
    return (
        (text("Try again:"), cloud.command("resize", name, "--size", size)),
        (text("Start it as it is:"), cloud.command("start", name)),
    )


def _told(name: str, stop: DailyStop) -> Done:
    if not stop.time:
        sentence = text("{name} has no daily stop: it runs until somebody stops it.", name=name)
    else:
        sentence = text(
            "{name} stops every day at {time} ({zone}).",
            name=name,
            time=stop.time,
            zone=stop.time_zone,
        )
    facts = {"name": name, "daily_stop": stop.time, "time_zone": stop.time_zone}
    return Done(facts=facts, sentences=(sentence,))
