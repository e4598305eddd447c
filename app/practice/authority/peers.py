"""Whether a browser that signs in belongs to the user whose practice cloud this is.

The people of the practice cloud have no passwords and its machines run as this user, so
nobody else on the computer may sign in as one of them.
"""

from __future__ import annotations

import os
import socket
import struct
import sys
from pathlib import Path

import psutil

Address = tuple[str, int]
"""IPv4 address of this computer, and a port."""

_TABLE = Path("/proc/net/tcp")
_ESTABLISHED = "01"


def is_own(client: Address, server: Address) -> bool:
    """Whether the connection from `client` to `server` is made by this user."""
    if sys.platform == "linux":
        return _user_of(client, server, _TABLE.read_text("ascii")) in (os.getuid(), 0)
    return _held_by_own_process(client, server)


def _user_of(client: Address, server: Address, table: str) -> int | None:
    """The user in the row of `table` (see proc(5), /proc/net/tcp) of the client's end.

    Both ends count: an older connection may have had the same near end. And it must stand:
    the kernel gives those that are closed to the superuser.
    """
    wanted = [_hexadecimal(client), _hexadecimal(server), _ESTABLISHED]
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[1:4] == wanted:
            return int(fields[7])
    return None


def _hexadecimal(address: Address) -> str:
    host, port = address
    return f"{struct.unpack('=I', socket.inet_aton(host))[0]:08X}:{port:04X}"


def _held_by_own_process(client: Address, server: Address) -> bool:
    me = psutil.Process().username()
    for process in psutil.process_iter():
        try:
            if process.username() != me:
                continue
            held = process.net_connections("tcp4")
        except psutil.Error:  # it has just ended, or is none of ours
            continue
        if any((*c.laddr, *c.raddr) == (*client, *server) for c in held):
            return True
    return False
