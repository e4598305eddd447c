"""A practice cloud on a computer without Wine: run as a module in place of `app.practice`."""

from __future__ import annotations

import sys

from app.paths import Paths
from app.practice.guests.reduced.host import ReducedHost
from app.practice.guests.systems import HostBySystem
from app.practice.machines import GuestHost
from tests.practice.arm.broken_cloud import serve_with

MISSING = "the program Wine is missing"


def host_of(paths: Paths) -> GuestHost:
    return HostBySystem(ReducedHost(paths), None, MISSING)


if __name__ == "__main__":
    sys.exit(serve_with(host_of))
