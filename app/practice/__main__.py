"""`python -m app.practice serve …` runs the practice cloud; `launch …` starts it detached.

`launch` is a short-lived process between the app and the cloud: it ends at once, so the
cloud is nobody's child, and an app that goes away leaves neither a zombie nor a warning.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

import psutil

from app.reentry import module_command


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m app.practice", description=__doc__)
    parser.add_argument("command", choices=["serve", "launch"])
    add_options(parser)
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = parser.parse_args(given)
    if options.command == "launch":
        launch(options.program, ["serve", *given[1:]], options.log)
        return 0
    from app.practice.entry import serve_until_stopped  # heavy; `launch` does without it
    from app.practice.guests.choose import choose_host

    return serve_until_stopped(options, choose_host)


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of both commands; `launch` hands its own on to `serve`."""
    parser.add_argument("--program", default="app.practice", help="the module to launch")
    parser.add_argument("--state", type=Path, required=True, help="folder of Kumonote's state")
    parser.add_argument("--cache", type=Path, required=True, help="folder of what can be remade")
    parser.add_argument("--log", type=Path, required=True, help="the log file")
    parser.add_argument("--speed", type=float, help="how much faster time runs; else as before")
    parser.add_argument("--guest", choices=["auto", "booted", "reduced"], default="auto")
    parser.add_argument("--fault", action="append", default=[], help="NAME, NAME=COUNT or NAME=*")
    parser.add_argument("--traffic-log", type=Path, help="file for calls and answers")


def launch(program: str, arguments: list[str], log: Path) -> None:
    """Start the cloud detached. It inherits stdout, on which it says when it is ready."""
    detached = 0
    if sys.platform == "win32":
        detached = subprocess.DETACHED_PROCESS | subprocess.CREATE_NEW_PROCESS_GROUP
    with log.open("ab") as errors:
        psutil.Popen(
            module_command(program, *arguments),
            stdin=subprocess.DEVNULL,
            stderr=errors,
            start_new_session=sys.platform != "win32",
            creationflags=detached,
        )


if __name__ == "__main__":
    sys.exit(main())
