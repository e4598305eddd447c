"""A practice cloud whose guests go at the second try: run as a module for `app.practice`."""

from __future__ import annotations

import sys

from app.paths import Paths
from app.practice.guests.reduced.host import ReducedHost
from tests.practice.arm.broken_cloud import serve_with


class ClingingHost(ReducedHost):
    """A real host of reduced guests with processes that do not end, as on a very busy computer.

    The failure is made up: it comes before anything was ended, not in the middle.
    """

    def __init__(self, paths: Paths) -> None:
        super().__init__(paths)
        self._refused: set[str] = set()

    def delete(self, machine_id: str) -> None:
        if machine_id not in self._refused:
            self._refused.add(machine_id)
            raise TimeoutError("1 processes do not end")
        super().delete(machine_id)


if __name__ == "__main__":
    sys.exit(serve_with(ClingingHost))
