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

_TABLE = Path("/proc/net/tcp")


def is_own(host: str, port: int) -> bool:
    """Whether the connection from `host`:`port` (IPv4, this computer) is made by this user."""
    if sys.platform == "linux":
        return _user_of(host, port, _TABLE.read_text("ascii")) in (os.getuid(), 0)
    return _held_by_own_process(host, port)


def _user_of(host: str, port: int, table: str) -> int | None:
    """The user in the row of `table` (see proc(5), /proc/net/tcp) whose near end this is."""
    address = struct.unpack("=I", socket.inet_aton(host))[0]
    near = f"{address:08X}:{port:04X}"
    for line in table.splitlines()[1:]:
        fields = line.split()
        if fields[1] == near:
            return int(fields[7])
    return None


def _held_by_own_process(host: str, port: int) -> bool:
    me = psutil.Process().username()
    for process in psutil.process_iter():
        try:
            if process.username() != me:
                continue
            held = process.net_connections("tcp4")
        except psutil.Error:  # it has just ended, or is none of ours
            continue
        if any(c.laddr and (c.laddr.ip, c.laddr.port) == (host, port) for c in held):
            return True
    return False
