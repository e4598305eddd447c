"""A practice cloud whose guests cannot be made: run as a module in place of `app.practice`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable

from app.paths import Paths
from app.practice.__main__ import add_options
from app.practice.entry import serve_until_stopped
from app.practice.guests.reduced.host import ReducedHost
from app.practice.machines import GuestHost


class BrokenHost(ReducedHost):
    """A real host of reduced guests on a computer whose disk is full.

    It does not prove how a host fails half-way, with a guest begun and not ended.
    """

    def prepare(self) -> None:
        raise OSError("no room for the base image")


def serve_with(make_host: Callable[[Paths], GuestHost]) -> int:
    """What `app.practice` does, with a host of one's own; the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    add_options(parser)
    return serve_until_stopped(parser.parse_args(), lambda paths, _kind: make_host(paths))


if __name__ == "__main__":
    sys.exit(serve_with(BrokenHost))
