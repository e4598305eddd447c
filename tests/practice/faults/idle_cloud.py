"""A practice cloud whose machines are ideas only: run as a module in place of `app.practice`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping

from app.paths import Paths
from app.practice.__main__ import add_options
from app.practice.entry import serve_until_stopped
from app.practice.machines import CommandOutput, GuestHost, MachineSpec, System
from app.practice.server import GuestKind


class IdleHost:
    """Guests that boot at once, because there are none.

    Everything of the cloud is real but them. It does not prove that a machine comes up or
    lets anybody in: it makes hundreds of creations affordable, whose Azure part is looked at.
    """

    kind = "reduced"
    limits = ""
    preparation = ""

    def __init__(self) -> None:
        self._running: dict[str, bool] = {}

    def missing_for(self, system: System) -> str:
        del system
        return ""

    def prepare(self) -> None:
        """Nothing to make."""

    def create(self, spec: MachineSpec) -> None:
        self._running.setdefault(spec.id, True)

    def start(self, machine_id: str) -> None:
        self._running[machine_id] = True

    def stop(self, machine_id: str) -> None:
        self._running[machine_id] = False

    def restart(self, machine_id: str) -> None:
        self._running[machine_id] = True

    def delete(self, machine_id: str) -> None:
        self._running.pop(machine_id, None)

    def is_running(self, machine_id: str) -> bool:
        return self._running.get(machine_id, False)

    def run_command(self, machine_id: str, script: str, timeout_seconds: float) -> CommandOutput:
        raise NotImplementedError("nobody is there to run a command")

    def console(self, machine_id: str) -> str:
        del machine_id
        return ""

    def adopt(self, running: Mapping[str, MachineSpec]) -> None:
        self._running = dict.fromkeys(running, True)

    def close(self) -> None:
        """Nothing runs."""


def host_of(_paths: Paths, _kind: GuestKind) -> GuestHost:
    return IdleHost()


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("command")
    add_options(parser)
    sys.exit(serve_until_stopped(parser.parse_args(), host_of))
