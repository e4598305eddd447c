"""A practice cloud whose guests cannot be made: run as a module in place of `app.practice`."""

from __future__ import annotations

import argparse
import sys

from app.paths import Paths
from app.practice.__main__ import add_options
from app.practice.entry import serve_until_stopped
from app.practice.guests.reduced.host import ReducedHost
from app.practice.machines import GuestHost
from app.practice.server import GuestKind


class BrokenHost(ReducedHost):
    """A real host of reduced guests on a computer whose disk is full.

    It does not prove how a host fails half-way, with a guest begun and not ended.
    """

    def prepare(self) -> None:
        raise OSError("no room for the base image")


def host_of(paths: Paths, _kind: GuestKind) -> GuestHost:
    return BrokenHost(paths)


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    add_options(parser)
    sys.exit(serve_until_stopped(parser.parse_args(), host_of))
