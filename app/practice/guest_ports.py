"""Ports on this computer through which the edge reaches a guest."""

from __future__ import annotations

import secrets
import socket
from collections.abc import Collection, Iterable

from app.practice.arm.references import MACHINE
from app.practice.state import State

_FIRST, _LAST = 20000, 32000
"""Below the ports that systems hand out by themselves, so that none is lost to them."""
_TRIES = 1000


def free_ports(state: State, guest_ports: Iterable[int]) -> dict[str, int]:
    """For each port of the guest one on 127.0.0.1 that nobody uses or was promised."""
    promised = {
        int(port)
        for machine in state.of_type(MACHINE)
        for port in machine.inner.get("ports", {}).values()
    }
    found: dict[str, int] = {}
    for guest_port in guest_ports:
        port = free_port(promised)
        promised.add(port)
        found[str(guest_port)] = port
    return found


def free_port(promised: Collection[int] = ()) -> int:
    """A port of 127.0.0.1 that nobody uses and that is not among the `promised`."""
    for _ in range(_TRIES):
        port = _FIRST + secrets.randbelow(_LAST - _FIRST)
        if port in promised:
            continue
        with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise OSError("no free port left on this computer")
