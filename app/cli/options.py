"""The options and arguments that several commands share, each with one wording."""

from __future__ import annotations

from typing import Annotated

import typer

Name = Annotated[str, typer.Argument(metavar="NAME", help="The server's name, as `list` shows it.")]

Practice = Annotated[
    bool,
    typer.Option(
        "--practice",
        help="Use the practice cloud on this computer: no account, no cost.",
    ),
]

AsJson = Annotated[
    bool,
    typer.Option("--json", help="Print one JSON object a line, for other programs."),
]

Speed = Annotated[
    float | None,
    typer.Option(
        "--speed",
        metavar="FACTOR",
        min=0.1,
        max=1000,
        help="Practice only: how many times faster than Azure its clock runs.",
    ),
]

Fault = Annotated[
    list[str] | None,
    typer.Option(
        "--fault",
        metavar="FAULT",
        help="Practice only: rehearse a fault, e.g. quota, throttle=3, reset@7 (at the seventh"
        " call), throttle@PUT:*/virtualMachines/*. May be repeated.",
    ),
]

GuestKind = Annotated[
    str | None,
    typer.Option(
        "--guest",
        metavar="KIND",
        help="Practice only: booted (a whole system) or reduced (as this user); best one first.",
    ),
]

PasswordStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin",
        help="Read the notebook's password from the first line of the standard input; a second"
        " line opens the key of your own certificate if it is encrypted.",
    ),
]

Yes = Annotated[bool, typer.Option("--yes", "-y", help="Do not ask whether you are sure.")]
