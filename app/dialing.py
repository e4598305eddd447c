"""How a host name and port are reached: directly, through a proxy, or in practice mode.

A server's name and ports are those the cloud reports. Who opens a socket to one asks a
`Dialer`, so that SSH, WinRM and the notebook check work alike in all three.
"""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from typing import Final, Protocol

_RXT_CONNDROPTIME: Final = 0x80
"""Darwin's <netinet/tcp.h>, in seconds."""
_MAXRT: Final = 5
"""Windows' ws2ipdef.h, in seconds."""


class Dialer(Protocol):
    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        """An open TCP connection to `host`:`port`. Raises `OSError`."""

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        """The https addresses under which a browser on this computer reaches hosts and ports.

        All at once, as there may be a thousand of them.
        """


class DirectDialer:
    """Straight through the network."""

    def connect(self, host: str, port: int, timeout_seconds: float) -> socket.socket:
        return socket.create_connection((host, port), timeout_seconds)

    def browser_urls(self, places: Sequence[tuple[str, int]]) -> list[str]:
        return [https_url(host, port) for host, port in places]


def https_url(host: str, port: int) -> str:
    return f"https://{host}/" if port == 443 else f"https://{host}:{port}/"


def give_up_unacknowledged(connection: socket.socket, seconds: int) -> None:
    """Have the connection fail once the other side acknowledges nothing for so long.

    Systems would go on trying for a quarter of an hour. RFC 5482, tcp(7).
    """
    if sys.platform == "linux":
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, seconds * 1000)
    elif sys.platform == "darwin":
        connection.setsockopt(socket.IPPROTO_TCP, _RXT_CONNDROPTIME, seconds)
    elif sys.platform == "win32":
        connection.setsockopt(socket.IPPROTO_TCP, _MAXRT, seconds)
